//! The gate, against the two bare verifications that nothing which checks two signatures can do without.
//!
//! Signatures are verified once, when the ledger is followed; the gate asks every rule again of the office that came of
//! it, and hashes and reads the content again. So it is far below its floor, and that is the point: what is asked at
//! every send costs nothing.
#![allow(missing_docs, clippy::unwrap_used, reason = "a bench")]

use bench::floors::Verifications;
use criterion::{Criterion, criterion_group, criterion_main};
use domain::channel::ChannelKind;
use domain::gate;
use domain::release::{Part, Post, Variant};
use std::collections::BTreeMap;
use std::hint::black_box;
use tests::office::{DESK, Story, now};

/// Releases that lie in the office beside the one that is asked for.
const OTHERS: usize = 2000;

fn post(number: usize) -> Variant {
    let text = format!(
        "Statement {number}: the road is closed between the bridge and the market while we help the people \
         who live there. Please use the ring road and give crews the room they need. We will say more here at \
         six o'clock, and sooner if there is something you need to know."
    );
    Variant::Bluesky(Post {
        parts: vec![Part {
            text,
            ..Part::default()
        }],
        quote: None,
    })
}

fn the_gate(criterion: &mut Criterion) {
    let mut story = Story::founded();
    let address = "https://pds.example.org/#did:plc:abcdefghijklmnop";
    let channel = story.connect(ChannelKind::Bluesky, "press.example.org", address);
    for number in 0..OTHERS {
        story.approved(&[(channel, post(number))]);
    }
    let revision = story.approved(&[(channel, post(OTHERS))]);
    let leg = story.claim(revision, channel);
    let content = story.bytes(revision).to_vec();
    let (office, pictures) = (story.office(), BTreeMap::new());
    // A story's time runs a second an entry, past this machine's clock.
    let at = now().max(office.head().at);
    let two = Verifications::new(2, 700);
    let mut group = criterion.benchmark_group("gate");
    group.bench_function("floor", |bencher| bencher.iter(|| black_box(two.each())));
    group.bench_function("figure", |bencher| {
        bencher.iter(|| {
            black_box(gate::permit(office, &leg, DESK, at, black_box(&content), &pictures).unwrap())
        });
    });
    group.finish();
}

criterion_group!(benches, the_gate);
criterion_main!(benches);
