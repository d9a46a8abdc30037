//! The bytes of format 1, kept for ever: what was written once must be read, and written the same, by every later version.

use crate::bytes::{first_change, header, payload};
use goldaw_changes::format::{decode_header, decode_payload, encode_header, encode_payload};
use goldaw_changes::{ChangeHash, PayloadHash, RawChange};

const GOLDEN: &str = include_str!("../golden/change-v1.txt");

fn golden(name: &str) -> Vec<u8> {
    let line = GOLDEN
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
        .unwrap();
    line.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

#[test]
fn the_bytes_and_hashes_of_format_1_never_change() {
    let first = first_change();
    assert_eq!(first.payload.as_ref(), Some(&golden("first payload")));
    assert_eq!(first.header, golden("first header"));
    assert_eq!(first.hash().as_bytes().to_vec(), golden("first hash"));
    assert_eq!(encode_header(&header()).unwrap(), golden("full header"));
    assert_eq!(
        ChangeHash::of(&golden("full header")).as_bytes().to_vec(),
        golden("full hash")
    );
}

#[test]
fn the_kept_bytes_mean_what_they_meant() {
    assert_eq!(decode_payload(&golden("first payload")), Ok(payload()));
    assert_eq!(decode_header(&golden("full header")), Ok(header()));
    let first = RawChange {
        header: golden("first header"),
        payload: Some(golden("first payload")),
    };
    assert_eq!(
        first.read_header().unwrap().payload_hash,
        PayloadHash::of(&encode_payload(&payload()).unwrap())
    );
}
