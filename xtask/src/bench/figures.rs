//! The arithmetic of the bench: samples in pairs, their medians and ratios, and whether a figure is where it should be.

use std::fmt::Write as _;

/// What a figure is held to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Aim {
    /// At most so many times its floor.
    AtMost(f64),
    /// At least so many times as fast as its floor.
    AtLeast(f64),
    /// At most so many milliseconds, whatever its floor.
    Within(f64),
}

/// One sample of a figure and one of its floor, taken in turns. Times in microseconds, memory in bytes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Pair {
    pub(crate) figure: f64,
    pub(crate) floor: f64,
}

/// What the samples count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Time,
    Memory,
}

/// A figure with everything that was measured of it.
#[derive(Debug, Clone)]
pub(crate) struct Figure {
    pub(crate) name: String,
    pub(crate) floor: &'static str,
    pub(crate) unit: Unit,
    pub(crate) aim: Aim,
    pub(crate) pairs: Vec<Pair>,
    pub(crate) note: String,
}

/// The middle, and how far it spreads.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Middle {
    pub(crate) median: f64,
    pub(crate) least: f64,
    pub(crate) most: f64,
}

impl Middle {
    /// Of at least one value.
    pub(crate) fn of(values: &[f64]) -> Option<Self> {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let upper = sorted.len() / 2;
        let median = if sorted.len().is_multiple_of(2) {
            f64::midpoint(*sorted.get(upper.checked_sub(1)?)?, *sorted.get(upper)?)
        } else {
            *sorted.get(upper)?
        };
        Some(Self {
            median,
            least: *sorted.first()?,
            most: *sorted.last()?,
        })
    }
}

impl Figure {
    /// Of the product.
    pub(crate) fn figures(&self) -> Option<Middle> {
        let values: Vec<f64> = self.pairs.iter().map(|pair| pair.figure).collect();
        Middle::of(&values)
    }

    /// Of what nothing can be faster than.
    pub(crate) fn floors(&self) -> Option<Middle> {
        let values: Vec<f64> = self.pairs.iter().map(|pair| pair.floor).collect();
        Middle::of(&values)
    }

    /// Pair by pair: how many times its floor a figure is, or how many times as fast where that is the aim.
    pub(crate) fn ratios(&self) -> Option<Middle> {
        let ratio = |pair: &Pair| match self.aim {
            Aim::AtLeast(_) => pair.floor / pair.figure,
            Aim::AtMost(_) | Aim::Within(_) => pair.figure / pair.floor,
        };
        let values: Vec<f64> = self.pairs.iter().map(ratio).collect();
        Middle::of(&values)
    }

    /// Whether it is where it should be. Without a sample it is not.
    pub(crate) fn holds(&self) -> bool {
        let (Some(figure), Some(ratio)) = (self.figures(), self.ratios()) else {
            return false;
        };
        match self.aim {
            Aim::AtMost(most) => ratio.median <= most,
            Aim::AtLeast(least) => ratio.median >= least,
            Aim::Within(millis) => figure.median <= millis * 1000.0,
        }
    }

    fn aim(&self) -> String {
        match self.aim {
            Aim::AtMost(most) => format!("at most {most} ×"),
            Aim::AtLeast(least) => format!("at least {least} × as fast"),
            Aim::Within(millis) => format!("within {millis} ms"),
        }
    }
}

/// Reads a line of the bench program: `samples`, a name, then `figure/floor` in microseconds, all parted by tabs.
pub(crate) fn samples(line: &str) -> Option<(&str, Vec<Pair>)> {
    let mut words = line.split('\t');
    let (Some("samples"), Some(name)) = (words.next(), words.next()) else {
        return None;
    };
    let pairs = words.map(|word| {
        let (figure, floor) = word.split_once('/')?;
        Some(Pair {
            figure: figure.parse().ok()?,
            floor: floor.parse().ok()?,
        })
    });
    Some((name, pairs.collect::<Option<Vec<Pair>>>()?))
}

/// Reads what the bench program says beside a figure.
pub(crate) fn note(line: &str) -> Option<(&str, &str)> {
    line.strip_prefix("note\t")?.split_once('\t')
}

/// Times of one call, in microseconds, from criterion's `sample.json`.
pub(crate) fn of_criterion(json: &str) -> Option<Vec<f64>> {
    let list = |name: &str| -> Option<Vec<f64>> {
        let (_, rest) = json.split_once(&format!("\"{name}\":["))?;
        let (numbers, _) = rest.split_once(']')?;
        numbers
            .split(',')
            .map(|number| number.trim().parse().ok())
            .collect()
    };
    let (calls, nanos) = (list("iters")?, list("times")?);
    let each = |(calls, nanos): (&f64, &f64)| nanos / calls / 1000.0;
    (calls.len() == nanos.len()).then(|| calls.iter().zip(&nanos).map(each).collect())
}

/// A value with its unit, at a length a person reads.
fn shown(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Memory => format!("{:.1} MiB", value / 1024.0 / 1024.0),
        Unit::Time if value >= 100_000.0 => format!("{:.2} s", value / 1e6),
        Unit::Time if value >= 1000.0 => format!("{:.2} ms", value / 1000.0),
        Unit::Time => format!("{value:.2} µs"),
    }
}

fn spread(middle: Option<Middle>, shown: impl Fn(f64) -> String) -> String {
    middle.map_or_else(
        || "–".to_owned(),
        |middle| {
            let (median, least, most) = (middle.median, middle.least, middle.most);
            format!("{} [{} – {}]", shown(median), shown(least), shown(most))
        },
    )
}

/// The table as Markdown.
pub(crate) fn markdown(figures: &[Figure]) -> String {
    let mut text = String::from(
        "| figure | median [least – most] | floor | floor's median [least – most] | ratio | aim | holds |\n\
         | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for each in figures {
        let value = |value| shown(value, each.unit);
        let name = if each.note.is_empty() {
            each.name.clone()
        } else {
            format!("{} ({})", each.name, each.note)
        };
        // Writing to a text never fails.
        let _written = writeln!(
            text,
            "| {name} | {} | {} | {} | {} | {} | {} |",
            spread(each.figures(), value),
            each.floor,
            spread(each.floors(), value),
            spread(each.ratios(), |ratio| format!("{ratio:.2}")),
            each.aim(),
            if each.holds() { "yes" } else { "no" },
        );
    }
    text
}

/// The same as JSON, with every sample.
pub(crate) fn json(figures: &[Figure]) -> String {
    let text = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    let middle = |middle: Option<Middle>| {
        middle.map_or_else(
            || "null".to_owned(),
            |middle| {
                let (median, least, most) = (middle.median, middle.least, middle.most);
                format!("{{\"median\":{median},\"least\":{least},\"most\":{most}}}")
            },
        )
    };
    let rows: Vec<String> = figures
        .iter()
        .map(|each| {
            let pairs: Vec<String> = each
                .pairs
                .iter()
                .map(|pair| format!("[{},{}]", pair.figure, pair.floor))
                .collect();
            let unit = match each.unit {
                Unit::Time => "microseconds",
                Unit::Memory => "bytes",
            };
            format!(
                "{{\"name\":{},\"note\":{},\"unit\":\"{unit}\",\"floor_is\":{},\"figure\":{},\"floor\":{},\
                 \"ratio\":{},\"aim\":{},\"holds\":{},\"pairs\":[{}]}}",
                text(&each.name),
                text(&each.note),
                text(each.floor),
                middle(each.figures()),
                middle(each.floors()),
                middle(each.ratios()),
                text(&each.aim()),
                each.holds(),
                pairs.join(",")
            )
        })
        .collect();
    format!("[\n{}\n]\n", rows.join(",\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(aim: Aim, pairs: &[(f64, f64)]) -> Figure {
        Figure {
            name: "audit".to_owned(),
            floor: "one",
            unit: Unit::Time,
            aim,
            pairs: pairs
                .iter()
                .map(|(figure, floor)| Pair {
                    figure: *figure,
                    floor: *floor,
                })
                .collect(),
            note: String::new(),
        }
    }

    fn median(values: &[f64]) -> Option<f64> {
        Middle::of(values).map(|middle| middle.median)
    }

    #[test]
    fn the_median_is_the_middle_or_between_the_two_middles() {
        assert_eq!(median(&[9.0, 1.0, 5.0]), Some(5.0));
        assert_eq!(median(&[9.0, 1.0, 5.0, 7.0]), Some(6.0));
        assert_eq!(median(&[4.0]), Some(4.0));
        assert_eq!(median(&[]), None);
        let middle = Middle::of(&[3.0, 100.0, 2.0]);
        assert_eq!(middle.map(|m| (m.least, m.most)), Some((2.0, 100.0)));
    }

    #[test]
    fn ratios_are_taken_pair_by_pair() {
        // The medians alone would say 3 to 2.
        let pairs = [(2.0, 1.0), (3.0, 2.0), (40.0, 20.0)];
        let slower = figure(Aim::AtMost(2.0), &pairs);
        assert_eq!(slower.ratios().map(|m| m.median), Some(2.0));
        let faster = figure(
            Aim::AtLeast(3.5),
            &[(10.0, 40.0), (10.0, 30.0), (10.0, 50.0)],
        );
        assert_eq!(faster.ratios().map(|m| m.median), Some(4.0));
    }

    #[test]
    fn a_figure_holds_up_to_its_aim_and_no_further() {
        assert!(figure(Aim::AtMost(1.3), &[(13.0, 10.0)]).holds());
        assert!(!figure(Aim::AtMost(1.3), &[(13.1, 10.0)]).holds());
        assert!(figure(Aim::AtLeast(3.5), &[(10.0, 35.0)]).holds());
        assert!(!figure(Aim::AtLeast(3.5), &[(10.0, 34.9)]).holds());
        assert!(figure(Aim::Within(16.0), &[(16_000.0, 1.0)]).holds());
        assert!(!figure(Aim::Within(16.0), &[(16_001.0, 1.0)]).holds());
        assert!(!figure(Aim::Within(16.0), &[]).holds());
    }

    #[test]
    fn lines_of_the_program_are_read() {
        let read = samples("samples\topen\t12.5/10\t13/9.5");
        let pair = |figure, floor| Pair { figure, floor };
        assert_eq!(
            read,
            Some(("open", vec![pair(12.5, 10.0), pair(13.0, 9.5)]))
        );
        assert_eq!(samples("samples\topen\t12.5"), None);
        assert_eq!(samples("note\topen\ttwo cores"), None);
        assert_eq!(note("note\topen\ttwo cores"), Some(("open", "two cores")));
    }

    #[test]
    fn criterions_samples_become_times_of_one_call() {
        let json =
            "{\"sampling_mode\":\"Linear\",\"iters\":[10.0,20.0],\"times\":[50000.0,120000.0]}";
        assert_eq!(of_criterion(json), Some(vec![5.0, 6.0]));
        assert_eq!(of_criterion("{\"iters\":[1.0],\"times\":[]}"), None);
    }

    #[test]
    fn the_table_says_what_holds() {
        let rows = [
            figure(Aim::AtMost(1.3), &[(1200.0, 1000.0)]),
            figure(Aim::AtMost(1.3), &[(2600.0, 1000.0)]),
        ];
        let table = markdown(&rows);
        assert!(
            table.contains("| audit | 1.20 ms [1.20 ms – 1.20 ms] | one | 1.00 ms"),
            "{table}"
        );
        assert!(
            table.contains("| 1.20 [1.20 – 1.20] | at most 1.3 × | yes |"),
            "{table}"
        );
        assert!(
            table.contains("| 2.60 [2.60 – 2.60] | at most 1.3 × | no |"),
            "{table}"
        );
        assert!(json(&rows).contains("\"pairs\":[[2600,1000]]"));
    }
}
