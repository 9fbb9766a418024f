//! The list of what is live and its search, over an office with very many posts, against one bare reading of 50 rows.
#![allow(missing_docs, clippy::unwrap_used, reason = "a bench")]

use criterion::{BenchmarkGroup, Criterion, criterion_group, criterion_main};
use desk::clock::Clock;
use desk::desk::{Desk, OFFICE_DB};
use desk::view::{Query, View};
use sqlx::SqlitePool;
use std::hint::black_box;
use std::path::PathBuf;
use std::time::Duration;
use tests::big;
use tokio::runtime::Runtime;

async fn look(desk: &Desk, words: &str, after: Option<String>) -> (usize, Option<String>) {
    let query = Query::Live {
        words: words.to_owned(),
        after,
    };
    match desk.look(&query, None).await.unwrap() {
        View::Live { rows, next } => (rows.len(), next),
        _ => (0, None),
    }
}

fn floor(
    group: &mut BenchmarkGroup<'_, criterion::measurement::WallTime>,
    runtime: &Runtime,
    pool: &SqlitePool,
) {
    const ROWS: &str = "SELECT seq, body FROM entry ORDER BY seq DESC LIMIT 50";
    group.bench_function("floor", |bencher| {
        bencher.iter(|| {
            black_box(runtime.block_on(sqlx::query(ROWS).fetch_all(pool)).unwrap());
        });
    });
}

fn lists(criterion: &mut Criterion) {
    let folder = PathBuf::from(
        std::env::var_os("COUNTERSIGN_BENCH_OFFICE")
            .expect("`cargo xtask bench` says where the office with the many posts lies"),
    );
    let runtime = Runtime::new().unwrap();
    let desk = runtime
        .block_on(Desk::open(&folder, Clock::System))
        .unwrap();
    runtime.block_on(desk.office()).unwrap();
    let file = format!("sqlite:{}?mode=ro", folder.join(OFFICE_DB).display());
    let pool = runtime.block_on(SqlitePool::connect(&file)).unwrap();

    let (rows, next) = runtime.block_on(look(&desk, "", None));
    assert!(rows > 0 && next.is_some());
    for (name, words, after) in [
        ("list", "", None),
        ("list-further", "", next),
        ("search-rare", big::RARE, None),
        ("search-common", big::COMMON, None),
        ("search-prefix", big::PREFIX, None),
    ] {
        let mut group = criterion.benchmark_group(name);
        group
            .warm_up_time(Duration::from_secs(1))
            .measurement_time(Duration::from_secs(3))
            .sample_size(20);
        floor(&mut group, &runtime, &pool);
        group.bench_function("figure", |bencher| {
            bencher.iter(|| runtime.block_on(look(&desk, words, after.clone())));
        });
        group.finish();
    }
    let two = format!("{} {}", big::COMMON, big::SECOND);
    let mut group = criterion.benchmark_group("search-two");
    group.sample_size(20);
    floor(&mut group, &runtime, &pool);
    group.bench_function("figure", |bencher| {
        bencher.iter(|| runtime.block_on(look(&desk, &two, None)));
    });
    group.finish();
}

criterion_group!(benches, lists);
criterion_main!(benches);
