#![no_main]

use subwatch::model::Media;

libfuzzer_sys::fuzz_target!(init: subwatch_fuzz::prepare(), |body: &[u8]| subwatch_fuzz::read(body, Media::Xlsx));

libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max: usize, seed: u32| {
    subwatch_fuzz::workbook::mutate(data, size, max, seed)
});
