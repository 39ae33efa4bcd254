//! From bytes to rows, beside the bare parse of the same bytes in the same run.
//!
//! `cargo bench --bench extraction`. The share that matters is the throughput of `to rows` over that of `bare
//! parse`.

mod pages;

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use subwatch::{
    extract::{self, About},
    model::{Media, Recipe},
    normalise,
};

/// How many pages one measurement goes over.
const PAGES: usize = 40;

fn extraction(criterion: &mut Criterion) {
    let pages: Vec<String> = (0..PAGES).map(pages::page).collect();
    let bytes: usize = pages.iter().map(String::len).sum();
    let recipe = Recipe::default();
    let about =
        About { content_type: Some("text/html; charset=utf-8"), address: None, media: Some(Media::Html) };
    let mut group = criterion.benchmark_group("extraction");
    group.throughput(Throughput::Bytes(bytes.try_into().unwrap_or(u64::MAX))).sample_size(20);
    group.bench_function("bare parse", |bench| {
        bench.iter(|| {
            pages
                .iter()
                .map(|page| scraper::Html::parse_document(black_box(page)).tree.nodes().len())
                .sum::<usize>()
        });
    });
    group.bench_function("to grids", |bench| {
        let grids = |page: &String| {
            extract::document(black_box(page.as_bytes()), about, &recipe)
                .map_or(0, |document| document.grids.len())
        };
        bench.iter(|| pages.iter().map(grids).sum::<usize>());
    });
    group.bench_function("to rows", |bench| {
        let rows = |page: &String| {
            extract::document(black_box(page.as_bytes()), about, &recipe)
                .map_or(0, |document| normalise::listing(&document, &recipe).listing.entries.len())
        };
        bench.iter(|| pages.iter().map(rows).sum::<usize>());
    });
    group.finish();
}

criterion_group!(benches, extraction);
criterion_main!(benches);
