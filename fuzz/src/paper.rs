//! Changes the objects of a PDF and writes its lengths and its table of places anew: one byte more would make
//! every place behind it wrong, and nothing behind that would ever be reached.

use libfuzzer_sys::fuzzer_mutate;

/// A change anywhere, made whole again except now and then.
pub fn mutate(data: &mut [u8], size: usize, max: usize, seed: u32) -> usize {
    let size = fuzzer_mutate(data, size, max);
    if seed.is_multiple_of(8) {
        return size;
    }
    let whole = whole(&data[..size]);
    if whole.len() > max {
        return size;
    }
    data[..whole.len()].copy_from_slice(&whole);
    whole.len()
}

fn whole(body: &[u8]) -> Vec<u8> {
    let body = &body[..find(body, b"\nxref").unwrap_or(body.len())];
    let mut bytes = b"%PDF-1.7".to_vec();
    let mut places = Vec::new();
    for (at, object) in objects(body) {
        bytes.push(b'\n');
        places.push((at, bytes.len()));
        bytes.extend(measured(object));
    }
    let table = bytes.len() + 1;
    bytes.extend(b"\nxref\n0 1\n0000000000 65535 f \n");
    for (number, place) in &places {
        bytes.extend(format!("{number} 1\n{place:010} 00000 n \n").bytes());
    }
    let most = places.iter().map(|(number, _)| number + 1).max().unwrap_or(1);
    bytes.extend(format!("trailer\n<< /Size {most} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n").bytes());
    bytes
}

/// The objects of a body with their numbers.
fn objects(body: &[u8]) -> Vec<(u32, &[u8])> {
    let mut objects = Vec::new();
    let mut rest = body;
    while let Some(end) = find(rest, b"endobj") {
        let object = &rest[..end + 6];
        rest = &rest[end + 6..];
        if let Some(word) = find(object, b" 0 obj") {
            let digits = object[..word].iter().rev().take(4).take_while(|byte| byte.is_ascii_digit()).count();
            let number = String::from_utf8_lossy(&object[word - digits..word]).parse();
            objects.extend(number.ok().map(|number| (number, &object[word - digits..])));
        }
    }
    objects
}

/// An object whose `/Length` is what it is.
fn measured(object: &[u8]) -> Vec<u8> {
    let parts = || {
        let start = find(object, b"stream\n")? + 7;
        let size = find(&object[start..], b"\nendstream")?;
        let length = find(&object[..start], b"/Length ")? + 8;
        let digits = object[length..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        Some([&object[..length], size.to_string().as_bytes(), &object[length + digits..]].concat())
    };
    parts().unwrap_or_else(|| object.to_vec())
}

fn find(body: &[u8], word: &[u8]) -> Option<usize> {
    body.windows(word.len()).position(|window| window == word)
}
