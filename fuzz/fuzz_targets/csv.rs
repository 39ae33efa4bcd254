#![no_main]

use subwatch::model::Media;

libfuzzer_sys::fuzz_target!(init: subwatch_fuzz::prepare(), |body: &[u8]| subwatch_fuzz::read(body, Media::Csv));
