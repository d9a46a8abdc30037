//! The hybrid key: the same as in other implementations, strict, and never beside a classical one.

use std::io::Write as _;

use age::{Identity as _, Recipient as _};

use super::*;

fn secret(first: u8) -> SealSecret {
    let mut seed = [0; 32];
    for (place, byte) in seed.iter_mut().enumerate() {
        *byte = first + place as u8;
    }
    SealSecret::from_seed(&seed).unwrap()
}

fn stanza(key: &SealKey) -> (FileKey, Stanza) {
    let file_key = FileKey::new(Box::new([9; 16]));
    let (mut stanzas, labels) = key.wrap_file_key(&file_key).unwrap();
    assert_eq!(labels, HashSet::from(["postquantum".to_owned()]));
    assert_eq!(stanzas.len(), 1);
    (file_key, stanzas.remove(0))
}

#[test]
fn the_same_seed_gives_the_key_and_the_texts_of_another_implementation() {
    // Computed with the npm package age-encryption 0.3.1 (noble) from the seed 20 21 .. 3f.
    let secret = secret(0x20);
    assert_eq!(
        secret.text().unwrap().as_str(),
        "AGE-SECRET-KEY-PQ-1YQSJYGEYY5NZW2PF9G4JCTFW9UCRZV3NXS6NVDEC8YARK0PA8CLS5GGFSG"
    );
    let public = secret.public();
    assert_eq!(
        blake3::hash(public.as_bytes()).to_hex().as_str(),
        "bdbd11c953f75585a36e06fd84f5902e1b72a65bf94c2674d54aa44586f2e450"
    );
    let text = public.to_string();
    assert_eq!(text.len(), 1959);
    assert_eq!(
        blake3::hash(text.as_bytes()).to_hex().as_str(),
        "00e7fe10a61dac2a6a1f85357b2ddf92ab447ee10811f0e089738cc06ca9797b"
    );
    assert_eq!(
        SealSecret::from_seed(&secret.seed()).unwrap().public(),
        public
    );
}

#[test]
fn what_is_sealed_opens_with_its_own_secret_only() {
    let (file_key, stanza) = stanza(&secret(1).public());
    let opened = secret(1).unwrap_stanza(&stanza).unwrap().unwrap();
    assert_eq!(opened.expose_secret(), file_key.expose_secret());
    assert!(secret(2).unwrap_stanza(&stanza).is_none());
    let (_, again) = self::stanza(&secret(1).public());
    assert_ne!(again, stanza, "no two seals are the same");
}

#[test]
fn a_stanza_out_of_form_is_refused_and_one_of_another_kind_passed_over() {
    let whole = || stanza(&secret(1).public()).1;
    let opened = |stanza: &Stanza| secret(1).unwrap_stanza(stanza).map(|key| key.is_ok());
    assert_eq!(opened(&whole()), Some(true));

    let mut other = whole();
    other.tag = "mlkem768p256tag".into();
    assert_eq!(opened(&other), None);

    let refused = |change: fn(&mut Stanza)| {
        let mut bent = whole();
        change(&mut bent);
        opened(&bent)
    };
    assert_eq!(refused(|stanza| stanza.args.clear()), Some(false));
    assert_eq!(refused(|stanza| stanza.args.push("x".into())), Some(false));
    assert_eq!(refused(|stanza| stanza.args[0].push_str("==")), Some(false));
    assert_eq!(refused(|stanza| stanza.args[0].truncate(1490)), Some(false));
    assert_eq!(refused(|stanza| stanza.body.push(0)), Some(false));
    assert_eq!(refused(|stanza| stanza.body.truncate(31)), Some(false));
    // 1,120 bytes leave four bits unused in the last character; another spelling of the same bytes is none.
    let unused_bits = refused(|stanza| {
        let last = stanza.args[0].pop().unwrap();
        let next = char::from(last as u8 + 1);
        stanza.args[0].push(next);
    });
    assert_eq!(unused_bits, Some(false));
    // A share whose X25519 part is zero would leave ML-KEM alone.
    let zero_share = refused(|stanza| {
        let mut share = BASE64_STANDARD_NO_PAD.decode(&stanza.args[0]).unwrap();
        share[1088..].fill(0);
        stanza.args[0] = BASE64_STANDARD_NO_PAD.encode(share);
    });
    assert_eq!(zero_share, Some(false));
}

#[test]
fn bytes_that_are_no_key_are_refused() {
    let key = secret(1).public();
    assert_eq!(SealKey::from_bytes(key.as_bytes()), Ok(key.clone()));
    let refused = |bytes: &[u8]| SealKey::from_bytes(bytes).unwrap_err();
    assert_eq!(refused(&key.as_bytes()[1..]), TrustError::Damaged);
    assert_eq!(refused(b""), TrustError::Damaged);
    let mut beyond = *key.as_bytes();
    beyond[..3].fill(0xff);
    assert_eq!(refused(&beyond), TrustError::Damaged);
    let mut small_order = *key.as_bytes();
    small_order[1184..].fill(0);
    assert_eq!(refused(&small_order), TrustError::Damaged);
    small_order[1184] = 1;
    assert_eq!(refused(&small_order), TrustError::Damaged);
}

/// Hides the label, as a careless tool would.
struct Unlabelled(SealKey);

impl age::Recipient for Unlabelled {
    fn wrap_file_key(
        &self,
        file_key: &FileKey,
    ) -> Result<(Vec<Stanza>, HashSet<String>), EncryptError> {
        let (stanzas, _) = self.0.wrap_file_key(file_key)?;
        Ok((stanzas, HashSet::new()))
    }
}

#[test]
fn a_file_for_a_hybrid_and_a_classical_key_is_neither_written_nor_opened() {
    let hybrid = secret(1);
    let classical = age::x25519::Identity::generate().to_public();
    let mixed: [&dyn age::Recipient; 2] = [&hybrid.public(), &classical];
    assert!(age::Encryptor::with_recipients(mixed.into_iter()).is_err());

    let careless = Unlabelled(hybrid.public());
    let mixed: [&dyn age::Recipient; 2] = [&careless, &classical];
    let mut file = Vec::new();
    let encryptor = age::Encryptor::with_recipients(mixed.into_iter()).unwrap();
    let mut writer = encryptor.wrap_output(&mut file).unwrap();
    writer.write_all(b"text").unwrap();
    writer.finish().unwrap();
    assert!(age::decrypt(&hybrid, &file).is_err());
}
