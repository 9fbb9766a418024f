//! A date ahead, and how two people take it back (decision 7).

use super::Signing;
use crate::act::Scope;
use crate::digest::Link;
use crate::instant::Instant;
use crate::member::{SUSPENSION_LAPSES_AFTER_HOURS, Standing};
use crate::office::{Office, Proposal};
use crate::rules::CLOCK_SLACK_MILLIS;

impl Signing {
    /// Sets the chain's time to the later of the two dates of a restart that lifts a stop of everything, if it lies
    /// so far ahead of both that nothing else of theirs would be taken. One signature alone never does that, nor do two
    /// against the date of anybody else whose signature counts: who dated ahead is suspended first.
    pub(super) fn set_back(&self, office: &mut Office, stops: &[Link], first: &Proposal) {
        let signers = [self.member, Some(first.by)];
        let others = office.members.values().filter(|member| {
            let mut keys = member.desks.keys();
            !signers.contains(&Some(member.id))
                && !office.is_suspended(member)
                && keys.any(|desk| office.key_in_use(member, *desk))
        });
        let dates = others.map(|member| member.dated);
        let now = dates.fold(self.signed_at.max(first.signed_at), Instant::max);
        let whole = office
            .stops_on()
            .any(|stop| stop.scope == Scope::Everything && stops.contains(&stop.link));
        if !whole || now.plus_millis(CLOCK_SLACK_MILLIS) >= office.head.at {
            return;
        }
        office.head.at = now;
        office.head.dated = self.seq;
        // What was begun under the wrong date would run for as long as it was wrong.
        office.proposals.retain(|_, proposal| proposal.at <= now);
        let latest = now.plus_hours(SUSPENSION_LAPSES_AFTER_HOURS);
        for member in office.members.values_mut() {
            if let Standing::Suspended {
                lapses: Some(lapses),
                ..
            } = &mut member.standing
            {
                *lapses = latest.min(*lapses);
            }
        }
    }
}
