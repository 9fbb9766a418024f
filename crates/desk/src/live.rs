//! Finding what went out: newest first, by page and by words.

use crate::desk::Desk;
use crate::fault::Fault;
use crate::local::Listed;
use crate::store::StoreFault;

/// The most words of one search; more narrow nothing down.
const MOST_WORDS: usize = 16;

impl Desk {
    /// Posts before the one that `after` names, newest first; only those with all the words, when there are any. Of the
    /// last word the beginning is enough.
    ///
    /// # Errors
    /// The ledger's, or the database.
    pub(crate) async fn posts(
        &self,
        words: &str,
        after: Option<&str>,
        most: usize,
    ) -> Result<Vec<Listed>, Fault> {
        // The lists are as new as the office.
        self.office().await?;
        let wanted = match (words.trim().is_empty(), expression(words)) {
            (true, _) => None,
            (false, Some(wanted)) => Some(wanted),
            (false, None) => return Ok(Vec::new()),
        };
        let before = after.and_then(|seq| seq.parse().ok());
        match self.local.posts(wanted.as_deref(), before, most).await {
            Err(StoreFault::Corrupt | StoreFault::Unreadable(_)) => {
                tracing::warn!("the lists of posts were damaged; they are made again");
                self.rebuild().await?;
                Ok(self.local.posts(wanted.as_deref(), before, most).await?)
            }
            found => Ok(found?),
        }
    }
}

/// The words as the index asks for them: each as it stands, whatever signs are in it, and the last one open at its end.
fn expression(words: &str) -> Option<String> {
    let quoted: Vec<String> = words
        .split_whitespace()
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .take(MOST_WORDS)
        .map(|word| format!("\"{}\"", word.replace(['"', '\0'], " ")))
        .collect();
    (!quoted.is_empty()).then(|| format!("{}*", quoted.join(" AND ")))
}

#[cfg(test)]
mod tests {
    use super::expression;

    #[test]
    fn what_is_typed_is_words_and_never_a_command_to_the_index() {
        for (typed, asked) in [
            ("bridge", Some("\"bridge\"*")),
            ("  Ostrey   Br ", Some("\"Ostrey\" AND \"Br\"*")),
            (
                "NOT title:x OR",
                Some("\"NOT\" AND \"title:x\" AND \"OR\"*"),
            ),
            ("say \"no\"", Some("\"say\" AND \" no \"*")),
            ("covid-19 *", Some("\"covid-19\"*")),
            ("— …", None),
            ("", None),
        ] {
            assert_eq!(expression(typed).as_deref(), asked, "{typed}");
        }
    }
}
