//! Views as a person reads them at a terminal. What has no form of its own here is laid out field by field.

use crate::words;
use desk::view::{ChannelState, ChannelView, EntryView, KeyringView, LedgerState, ShellView, View};
use domain::act::Scope;
use domain::office::Office;
use std::fmt::Write as _;

/// The lines for a view, where it has a form of its own.
pub(crate) fn lines(view: &View, office: Option<&Office>) -> Option<String> {
    match view {
        View::Shell(shell) => Some(status(shell)),
        View::Channels { channels } => Some(list(channels.iter().map(channel), "No channel yet.")),
        View::Review(review) => Some(words::review(review, office)),
        View::Live { rows, next } => {
            let mut text = list(
                rows.iter().map(|row| {
                    let (number, leg) = (row.number, &row.leg);
                    let state = leg.state.replace('_', " ");
                    format!("CS-{number}  {}  {state}  {}", leg.channel_name, row.text)
                }),
                "Nothing is live.",
            );
            if let Some(next) = next {
                let _ = write!(text, "\nMore: countersign live --after '{next}'");
            }
            Some(text)
        }
        _ => None,
    }
}

/// Entries, one a line.
pub(crate) fn entries(entries: &[EntryView]) -> String {
    let rows = entries.iter().map(|entry| {
        let who = entry
            .member
            .as_ref()
            .map_or(entry.desk_name.as_str(), |member| member.name.as_str());
        let void = entry.void.as_ref().map_or_else(String::new, |refusal| {
            format!("  (void: {refusal}; it changed nothing)")
        });
        format!(
            "{:>6}  {}  {who}  {}{void}",
            entry.seq,
            entry.at,
            entry.what.replace('_', " ")
        )
    });
    list(rows, "No entry.")
}

fn list(rows: impl Iterator<Item = String>, none: &str) -> String {
    let rows: Vec<String> = rows.collect();
    if rows.is_empty() {
        none.to_owned()
    } else {
        rows.join("\n")
    }
}

fn status(shell: &ShellView) -> String {
    let mut text = shell.office.name.clone();
    if shell.office.practice {
        text.push_str(" (for practice: nothing of it reaches the public)");
    }
    let _ = writeln!(text, ", {}", shell.desk_name);
    let ledger = match &shell.ledger {
        LedgerState::Verified { entries } => format!("{entries} entries, all verified"),
        LedgerState::Broken { what } => {
            format!("BROKEN: {what}. Nothing is published until it is whole again")
        }
    };
    let _ = writeln!(text, "Ledger:   {ledger}.");
    if shell.stops.is_empty() {
        let _ = writeln!(text, "STOP:     off.");
    }
    for stop in &shell.stops {
        let what = match stop.scope {
            Scope::Everything => "ON for everything".to_owned(),
            Scope::Channel { channel } => format!("ON for channel {channel}"),
        };
        let by = stop
            .by
            .as_ref()
            .map_or("somebody at the desk", |member| member.name.as_str());
        let _ = write!(text, "STOP:     {what} since {}, by {by}", stop.at);
        let _ = match stop.reason.as_str() {
            "" => writeln!(text, "."),
            reason => writeln!(text, ": {reason}."),
        };
    }
    if let Some(signed) = &shell.restart_signed_by {
        let _ = writeln!(
            text,
            "Restart:  {} has signed; another member's signature lifts STOP.",
            signed.name
        );
    }
    if shell.member.is_some() {
        let _ = writeln!(
            text,
            "Waiting:  {} to approve, {} to second.",
            shell.approvals_waiting, shell.proposals_waiting
        );
    }
    let keyring = match &shell.keyring {
        KeyringView::Ready => "ready.".to_owned(),
        KeyringView::Missing { remedy } => format!("MISSING. {remedy}"),
    };
    let _ = writeln!(text, "Keyring:  {keyring}");
    let mut names: Vec<&str> = shell
        .members
        .iter()
        .map(|member| member.name.as_str())
        .collect();
    names.sort_unstable();
    let _ = write!(text, "Members:  {}.", names.join(", "));
    text
}

fn channel(channel: &ChannelView) -> String {
    let state = match &channel.state {
        ChannelState::Working => "open".to_owned(),
        ChannelState::Stopped => "STOP is on".to_owned(),
        ChannelState::Revoking => "being revoked; nothing is known of it yet".to_owned(),
        ChannelState::Revoked { state } => words::revoked(state),
        ChannelState::Removed => "taken out".to_owned(),
    };
    let mut text = format!("{} ({}): {state}", channel.name, channel.account);
    for step in &channel.proof {
        let mark = if step.proves { "shown" } else { "not shown" };
        let _ = write!(
            text,
            "\n    {} ({}): {} [{mark}, {}]",
            step.what, step.call, step.answer, step.at
        );
    }
    text
}
