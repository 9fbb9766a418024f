//! Words of press statements, as often as such words are: what searches are measured with.

/// A word of every post.
pub const COMMON: &str = "police";
/// A word of nearly every second post.
pub const SECOND: &str = "witnesses";
/// A word of one post in 4096.
pub const RARE: &str = "lighthouse";
/// Two letters that many words begin with.
pub const PREFIX: &str = "st";

/// From frequent to seldom.
const VOCABULARY: [&str; 96] = [
    "the",
    "to",
    "and",
    "of",
    "in",
    "is",
    "at",
    "on",
    "road",
    "officers",
    "with",
    "we",
    "are",
    "incident",
    "information",
    "call",
    "from",
    "between",
    "morning",
    "evening",
    "street",
    "closed",
    "traffic",
    "driver",
    "asked",
    "area",
    "avoid",
    "statement",
    "station",
    "please",
    "anyone",
    "near",
    "vehicle",
    "junction",
    "bridge",
    "north",
    "south",
    "following",
    "taken",
    "hospital",
    "injuries",
    "serious",
    "minor",
    "appeal",
    "missing",
    "last",
    "seen",
    "wearing",
    "dark",
    "jacket",
    "found",
    "safe",
    "thank",
    "public",
    "sharing",
    "investigation",
    "continues",
    "detective",
    "inspector",
    "charged",
    "court",
    "appear",
    "magistrates",
    "arrested",
    "suspicion",
    "released",
    "pending",
    "inquiries",
    "football",
    "match",
    "event",
    "visitors",
    "weather",
    "flooding",
    "warning",
    "strong",
    "wind",
    "snow",
    "diversion",
    "reopened",
    "lorry",
    "cyclist",
    "pedestrian",
    "motorway",
    "carriageway",
    "stationary",
    "stranded",
    "stolen",
    "structure",
    "festival",
    "harbour",
    "ferry",
    "airport",
    "railway",
    "council",
    "volunteers",
];

/// Numbers that look drawn and are the same every time (`SplitMix64`, Steele et al. 2014).
#[derive(Debug)]
pub(super) struct Dice(pub(super) u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below `bound`.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    /// The lower, the likelier.
    fn seldom(&mut self, bound: u64) -> u64 {
        let (one, two) = (self.below(bound), self.below(bound));
        one * two / bound
    }

    fn word(&mut self) -> &'static str {
        let at = self.seldom(VOCABULARY.len() as u64);
        VOCABULARY[usize::try_from(at).unwrap()]
    }

    fn words(&mut self, count: usize) -> String {
        let words: Vec<&str> = (0..count).map(|_| self.word()).collect();
        words.join(" ")
    }

    /// Five words.
    pub(super) fn title(&mut self) -> String {
        format!("{} {}", self.words(4), self.below(1000))
    }

    /// About fifty words, with [`COMMON`] always, and the others as often as they say.
    pub(super) fn statement(&mut self, number: u32) -> String {
        let mut text = format!("{COMMON} {}", self.words(44));
        if self.below(2) == 0 {
            text.push(' ');
            text.push_str(SECOND);
        }
        if number % 4096 == 17 {
            text.push(' ');
            text.push_str(RARE);
        }
        format!("{text}. Reference {number}.")
    }
}
