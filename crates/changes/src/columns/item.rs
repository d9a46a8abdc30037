//! Heads of CBOR items, read from and written to plain bytes.
//!
//! Beside `canonical`, which reads values as values: here a value stays the bytes it is, and only its first ones matter.

/// Unsigned integer.
pub(super) const UINT: u8 = 0;
/// Negative integer; the argument is minus one minus the number.
pub(super) const NEGATIVE: u8 = 1;
/// Byte string.
pub(super) const BYTES: u8 = 2;
/// Text.
pub(super) const TEXT: u8 = 3;
/// Array.
pub(super) const ARRAY: u8 = 4;
/// Map.
pub(super) const MAP: u8 = 5;
/// `false`, `true` and `null` are single bytes.
pub(super) const FALSE: u8 = 0xf4;
pub(super) const TRUE: u8 = 0xf5;
pub(super) const NULL: u8 = 0xf6;

/// Writes a head in the fewest bytes.
pub(super) fn put_head(out: &mut Vec<u8>, major: u8, argument: u64) {
    let major = major << 5;
    match argument {
        0..=23 => out.push(major | argument as u8),
        24..=0xff => out.extend_from_slice(&[major | 24, argument as u8]),
        0x100..=0xffff => {
            out.push(major | 25);
            out.extend_from_slice(&(argument as u16).to_be_bytes());
        }
        0x1_0000..=0xffff_ffff => {
            out.push(major | 26);
            out.extend_from_slice(&(argument as u32).to_be_bytes());
        }
        _ => {
            out.push(major | 27);
            out.extend_from_slice(&argument.to_be_bytes());
        }
    }
}

/// Writes text or bytes with their head.
pub(super) fn put_string(out: &mut Vec<u8>, major: u8, bytes: &[u8]) {
    put_head(out, major, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Reads the head of an item that is known to be canonical: major type, argument, and what follows.
pub(super) fn head(item: &[u8]) -> Option<(u8, u64, &[u8])> {
    let (first, rest) = item.split_first()?;
    let length = match first & 31 {
        argument @ 0..=23 => return Some((first >> 5, u64::from(argument), rest)),
        24 => 1,
        25 => 2,
        26 => 4,
        27 => 8,
        _ => return None,
    };
    let (argument, rest) = rest.split_at_checked(length)?;
    let argument = argument
        .iter()
        .fold(0, |argument, byte| argument << 8 | u64::from(*byte));
    Some((first >> 5, argument, rest))
}
