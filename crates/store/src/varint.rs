//! Small numbers as bytes: LEB128, as the columns of a row and of a fold keep them.

use crate::error::StoreError;

pub(crate) fn push_varint(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

pub(crate) fn take_varint(bytes: &mut &[u8]) -> Result<u64, StoreError> {
    let mut value = 0u64;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first().ok_or(StoreError::Damaged)?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err(StoreError::Damaged)
}

/// Takes so many bytes.
pub(crate) fn take_bytes<'b>(bytes: &mut &'b [u8], count: u64) -> Result<&'b [u8], StoreError> {
    let count = usize::try_from(count).map_err(|_| StoreError::Damaged)?;
    let (taken, rest) = bytes.split_at_checked(count).ok_or(StoreError::Damaged)?;
    *bytes = rest;
    Ok(taken)
}

/// Numbers that may be negative, the small ones short.
pub(crate) fn push_signed(bytes: &mut Vec<u8>, value: i64) {
    push_varint(bytes, ((value << 1) ^ (value >> 63)) as u64);
}

pub(crate) fn take_signed(bytes: &mut &[u8]) -> Result<i64, StoreError> {
    let value = take_varint(bytes)?;
    Ok((value >> 1) as i64 ^ -((value & 1) as i64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_come_back(value in any::<u64>(), signed in any::<i64>()) {
            let mut bytes = Vec::new();
            push_varint(&mut bytes, value);
            push_signed(&mut bytes, signed);
            let mut rest = bytes.as_slice();
            prop_assert_eq!(take_varint(&mut rest).unwrap(), value);
            prop_assert_eq!(take_signed(&mut rest).unwrap(), signed);
            prop_assert!(rest.is_empty());
        }

        #[test]
        fn any_bytes_are_a_number_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..12)) {
            let _ = take_signed(&mut bytes.as_slice());
        }
    }
}
