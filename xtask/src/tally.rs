//! Counting: what the test runners print, and the table at the end.

use crate::say;

/// How many of one part's tests ended which way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
}

impl Tally {
    /// One check that passes or fails as a whole.
    pub(crate) fn check(well: bool) -> Self {
        Self {
            passed: u64::from(well),
            failed: u64::from(!well),
            skipped: 0,
        }
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

/// One line of the table.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) part: String,
    pub(crate) tally: Tally,
    pub(crate) seconds: u64,
}

/// The counts of cargo-nextest's summary line, `None` if it never got that far.
///
/// `Summary [   0.1s] 5 tests run: 3 passed (1 slow), 1 failed, 1 timed out, 2 skipped`
pub(crate) fn of_nextest(output: &str) -> Option<Tally> {
    let line = output
        .lines()
        .rfind(|line| line.trim_start().starts_with("Summary ["))?;
    let (_, counts) = line.split_once("run:")?;
    let mut tally = Tally::default();
    for (count, word) in counted(counts) {
        match word.as_str() {
            "passed" => tally.passed += count,
            "skipped" => tally.skipped += count,
            // Failed, timed out, failed to execute, killed by a signal.
            _ => tally.failed += count,
        }
    }
    Some(tally)
}

/// The counts by package, from nextest's line for each test, in the order they first appear.
///
/// `        PASS [   0.004s] ( 3/12) domain entry::tests::one_byte_changed_is_refused`
pub(crate) fn packages_of_nextest(output: &str) -> Vec<(String, Tally)> {
    let end = output.rfind("Summary [").unwrap_or(output.len());
    let mut packages: Vec<(String, Tally)> = Vec::new();
    for line in output[..end].lines() {
        let Some((status, rest)) = line.trim_start().split_once(" [") else {
            continue;
        };
        let Some((position, test)) = rest.split_once(") ") else {
            continue;
        };
        if status == "SLOW" || !position.contains("s] (") {
            continue;
        }
        let package = test.split([' ', ':']).next().unwrap_or_default();
        let index = packages.iter().position(|(known, _)| known == package);
        let index = index.unwrap_or_else(|| {
            packages.push((package.to_owned(), Tally::default()));
            packages.len() - 1
        });
        packages[index]
            .1
            .add(Tally::check(matches!(status, "PASS" | "LEAK")));
    }
    packages
}

/// The counts of every `test result:` line of `cargo test`, `None` if there is none.
pub(crate) fn of_cargo_test(output: &str) -> Option<Tally> {
    let mut found = None;
    for line in output.lines() {
        let Some((_, counts)) = line.split_once("test result:") else {
            continue;
        };
        let counts = counts.split_once('.').map_or(counts, |(_, counts)| counts);
        let tally = found.get_or_insert_with(Tally::default);
        for (count, word) in counted(counts) {
            match word.as_str() {
                "passed" => tally.passed += count,
                "failed" => tally.failed += count,
                "ignored" => tally.skipped += count,
                _ => {}
            }
        }
    }
    found
}

/// The counts in vitest's JSON report, `None` if it is not one.
pub(crate) fn of_vitest(report: &str) -> Option<Tally> {
    let number = |key: &str| -> Option<u64> {
        let (_, rest) = report.split_once(&format!("\"{key}\":"))?;
        let digits: String = rest
            .trim_start()
            .chars()
            .take_while(char::is_ascii_digit)
            .collect();
        digits.parse().ok()
    };
    Some(Tally {
        passed: number("numPassedTests")?,
        failed: number("numFailedTests")?,
        skipped: number("numPendingTests")? + number("numTodoTests").unwrap_or(0),
    })
}

/// `3 passed (1 slow, 1 leaky), 1 timed out` as (3, passed), (1, timed): what is in brackets is counted already.
fn counted(counts: &str) -> Vec<(u64, String)> {
    let mut depth = 0;
    let outside: String = counts
        .chars()
        .filter(|letter| {
            depth += i32::from(*letter == '(');
            let keep = depth == 0;
            depth -= i32::from(*letter == ')');
            keep
        })
        .collect();
    outside
        .split([',', ';'])
        .filter_map(|piece| {
            let mut words = piece.split_whitespace();
            Some((words.next()?.parse().ok()?, words.next()?.to_owned()))
        })
        .collect()
}

/// The table of the parts, and as the last line the sum.
pub(crate) fn print(rows: &[Row]) -> Tally {
    let width = rows
        .iter()
        .map(|row| row.part.chars().count())
        .max()
        .unwrap_or(0);
    println!("\n{:width$}  passed  failed  skipped  time", "part");
    let mut sum = Tally::default();
    for row in rows {
        let Tally {
            passed,
            failed,
            skipped,
        } = row.tally;
        println!(
            "{:width$}  {passed:>6}  {failed:>6}  {skipped:>7}  {}",
            row.part,
            say::duration(row.seconds)
        );
        sum.add(row.tally);
    }
    println!();
    println!(
        "{} passed, {} failed, {} skipped",
        sum.passed, sum.failed, sum.skipped
    );
    sum
}

#[cfg(test)]
mod tests {
    use super::{Tally, of_cargo_test, of_nextest, of_vitest, packages_of_nextest};

    #[test]
    fn a_test_that_timed_out_counts_as_failed() {
        let line = "     Summary [   9.1s] 6 tests run: 3 passed (1 slow, 1 leaky), 1 failed, 2 timed out, 4 skipped\n";
        let expected = Tally {
            passed: 3,
            failed: 3,
            skipped: 4,
        };
        assert_eq!(of_nextest(line), Some(expected));
    }

    #[test]
    fn tests_are_told_apart_by_package() {
        let output = "        PASS [   0.004s] ( 1/12) domain entry::tests::one\n\
                      \u{20}       SLOW [> 60.000s] (───) tests::stories main_job\n\
                      \u{20}       FAIL [   0.104s] ( 2/12) tests::stories main_job\n\
                      \u{20}    Summary [   0.1s] 2 tests run: 1 passed, 1 failed, 0 skipped\n\
                      \u{20}       FAIL [   0.104s] ( 2/12) tests::stories main_job\n";
        let expected = vec![
            (
                "domain".to_owned(),
                Tally {
                    passed: 1,
                    failed: 0,
                    skipped: 0,
                },
            ),
            (
                "tests".to_owned(),
                Tally {
                    passed: 0,
                    failed: 1,
                    skipped: 0,
                },
            ),
        ];
        assert_eq!(packages_of_nextest(output), expected);
    }

    #[test]
    fn a_run_that_did_not_compile_has_no_counts() {
        assert_eq!(of_nextest("error: could not compile `domain`"), None);
        assert_eq!(of_cargo_test("error: could not compile `domain`"), None);
        assert_eq!(of_vitest("npm error"), None);
    }

    #[test]
    fn doctests_of_several_packages_are_added_up() {
        let output = "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s\n\
                      test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out\n";
        let expected = Tally {
            passed: 4,
            failed: 2,
            skipped: 1,
        };
        assert_eq!(of_cargo_test(output), Some(expected));
    }

    #[test]
    fn the_page_s_report_is_read() {
        let report = r#"{"numTotalTests":5,"numPassedTests":3,"numFailedTests":1,"numPendingTests":1,"numTodoTests":0}"#;
        let expected = Tally {
            passed: 3,
            failed: 1,
            skipped: 1,
        };
        assert_eq!(of_vitest(report), Some(expected));
    }
}
