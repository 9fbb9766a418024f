//! Collects the steps of a proof: what was asked, what came back, when.

use crate::http::{Answer, CallFault};
use domain::channel::ProofStep;
use domain::instant::Instant;

/// Steps in the order they were taken, with the time of each by this desk's clock.
#[derive(Debug)]
pub struct Proof {
    began: Instant,
    since: std::time::Instant,
    steps: Vec<ProofStep>,
}

impl Proof {
    /// From now on. The time of each step is `now` plus what has passed since, so that a clock which is set
    /// meanwhile cannot put the steps out of order.
    pub fn from(now: Instant) -> Self {
        Self {
            began: now,
            since: std::time::Instant::now(),
            steps: Vec::new(),
        }
    }

    /// The time by this desk's clock.
    pub fn now(&self) -> Instant {
        let passed = self.since.elapsed().as_millis();
        self.began
            .plus_millis(i64::try_from(passed).unwrap_or(i64::MAX))
    }

    /// Notes a step.
    pub fn note(&mut self, what: &str, call: &str, answer: String, proves: bool) {
        self.steps.push(ProofStep {
            what: what.to_owned(),
            call: call.to_owned(),
            answer,
            at: self.now(),
            proves,
        });
    }

    /// Notes a call and what came of it.
    pub fn call(
        &mut self,
        what: &str,
        call: &str,
        answer: &Result<Answer, CallFault>,
        proves: bool,
    ) {
        let words = match answer {
            Ok(answer) => answer.words(),
            Err(fault) => fault.to_string(),
        };
        self.note(what, call, words, proves);
    }

    /// Notes that nothing could be asked.
    #[must_use]
    pub fn given_up(mut self, why: &str) -> Vec<ProofStep> {
        self.note(why, "", String::new(), false);
        self.steps
    }

    /// All steps.
    pub fn steps(self) -> Vec<ProofStep> {
        self.steps
    }
}
