//! What a desk keeps beside the ledger is made again with one call, and never from a ledger that was changed.

use serde_json::json;
use tests::command_line::CommandLine;

#[test]
fn the_replica_is_made_again_from_the_ledger_with_one_call() {
    let office = CommandLine::practice(env!("CARGO_BIN_EXE_countersign"));
    office.ok(None, &["stop", "--reason", "A drill"]);
    let head = office.ok(None, &["ledger", "verify"])["entries"].clone();
    let rebuilt = office.ok(None, &["ledger", "rebuild"]);
    assert_eq!(rebuilt["entries"], head);
    assert_ne!(head, json!(0));

    office.edits(
        "office.db",
        &["UPDATE entry SET signature = zeroblob(64) WHERE seq = 1"],
    );
    office.fails(None, &["ledger", "rebuild"], 5, "entry 1");
}
