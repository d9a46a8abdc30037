//! What may lie on a stick and in a bundle that should not: each is named at once, in words a worker understands, and changes nothing.

use std::fs::File;
use std::path::Path;
use std::time::{Duration, Instant};

use goldaw_bundle::{Contents, Control, Envelope, Limits, inspect, seal};
use goldaw_casework::refusal::CODES;
use goldaw_changes::ChangeHash;
use goldaw_tests::agreement::id_of;
use goldaw_tests::office::{Office, by_folder, text};
use goldaw_trust::{DeviceKeys, Roster, SystemRandomness, label};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::exchange::{District, hand_over, take_over};
use crate::paths::{refused, take_off_the_list};

/// The name of a file among ours that nobody else uses here.
const NAME: &str = "0123456789abcdef.goldaw";
/// How long a worker waits for a no, at most; a bundle that is read takes longer.
const AT_ONCE: Duration = Duration::from_secs(5);

/// An office with a bundle for the centre on a stick.
struct Scene {
    district: District,
    etrap: Office,
    whole: Vec<u8>,
}

impl Scene {
    fn new() -> Scene {
        let district = District::new();
        let etrap = district.joined("etrap", "AH-GDP");
        etrap.open_case("Nuryýewa", "Jeren");
        let parcel = hand_over(&etrap, None, &district.stick("good"));
        let whole = std::fs::read(parcel).unwrap();
        Scene {
            district,
            etrap,
            whole,
        }
    }

    /// Looks at a stick, looks inside a file of it and takes it over; gives what it is said to be and the code of both refusals.
    #[allow(clippy::print_stdout)]
    fn tried(&self, stick: &Path, file: &str) -> (Option<String>, String) {
        let centre = &self.district.centre;
        let before = all_of(centre);
        let began = Instant::now();
        let seen = centre.call("look_in", json!({ "carrier": by_folder(stick) }));
        let lines = seen.as_array().unwrap().iter();
        let line = lines.clone().find(|line| line["file"] == file);
        let state = line.map(|line| text(line["state"].clone()));
        let parcel = json!({ "carrier": by_folder(stick), "file": file });
        let preview = centre.ask("preview_parcel", parcel.clone()).unwrap_err();
        let taken = centre.ask("take_over", parcel).unwrap_err();
        let took = began.elapsed();
        println!("{file}: {state:?}, {}, {took:.1?}", taken.code);
        assert!(took < AT_ONCE, "{file} took {took:?}");
        assert_eq!(preview.code, taken.code);
        in_three_languages(&format!("err-{}", taken.code));
        if let Some(state) = &state {
            in_three_languages(&format!("parcel-{state}"));
        }
        assert!(CODES.contains(&taken.code.as_str()));
        assert_eq!(all_of(centre), before, "{file} changed nothing");
        (state, taken.code)
    }

    fn tried_bytes(&self, name: &str, bytes: &[u8]) -> (Option<String>, String) {
        let stick = self.district.stick(name);
        std::fs::write(stick.join(NAME), bytes).unwrap();
        self.tried(&stick, NAME)
    }

    /// The whole bundle goes in after all.
    fn goes_in(&self, stick: &Path) {
        std::fs::write(stick.join("fedcba9876543210.goldaw"), &self.whole).unwrap();
        let seen = (self.district.centre).call("look_in", json!({ "carrier": by_folder(stick) }));
        assert_eq!(seen[0]["state"], "new");
        take_over(
            &self.district.centre,
            &stick.join("fedcba9876543210.goldaw"),
        );
        assert_eq!(self.district.centre.call("people", json!({}))["of"], 1);
    }
}

fn pair(state: &str, code: &str) -> (Option<String>, String) {
    (Some(state.to_owned()), code.to_owned())
}

/// Everything a bundle could have changed.
fn all_of(office: &Office) -> Value {
    let changes = office
        .desk()
        .with_session(|session| Ok(session.read().changes_count()?));
    let called =
        ["people", "status", "settings", "carriers"].map(|call| office.call(call, json!({})));
    json!([changes.unwrap(), called])
}

fn in_three_languages(key: &str) {
    let locales = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/locales");
    for language in ["en", "ru", "tk"] {
        let files = std::fs::read_dir(locales.join(language)).unwrap();
        let mut texts = files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
        let said = format!("{key} = ");
        let found = texts.any(|text| text.lines().any(|line| line.starts_with(&said)));
        assert!(found, "{key} in {language}");
    }
}

/// The largest this process was, in bytes; 0 where the system does not say.
fn largest() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
    kib.unwrap_or(0) * 1024
}

/// What a computer knows of itself, as somebody who can read its store could use it.
fn secrets_of(office: &Office) -> (DeviceKeys, Roster) {
    let read = |session: &mut goldaw_casework::Session| {
        let keys = session.store().secret("device_keys")?.unwrap();
        Ok((
            DeviceKeys::from_secret_bytes(&keys)?,
            session.roster().unwrap().clone(),
        ))
    };
    office.desk().with_session(read).unwrap()
}

fn heads_of(office: &Office) -> Vec<ChangeHash> {
    let scope = id_of(office);
    let heads = office
        .desk()
        .with_session(|session| Ok(session.read().frontier()?));
    let own = heads
        .unwrap()
        .into_iter()
        .filter(|head| head.stream.scope == scope);
    own.map(|head| head.hash).collect()
}

fn holds(office: &Office, hash: &ChangeHash) -> bool {
    let held = office
        .desk()
        .with_session(|session| Ok(session.read().holds(hash)?));
    held.unwrap()
}

/// A bundle that says nothing and asks for these changes.
fn asking(keys: &DeviceKeys, office: Uuid, centre: &Roster, wants: Vec<ChangeHash>) -> Vec<u8> {
    let sent = Contents {
        envelope: Envelope {
            sender_office: office,
            made_at_ms: 1_790_000_000_000,
            previous: None,
            roster: None,
        },
        control: Control {
            wants,
            ..Control::default()
        },
        changes: Vec::new(),
        head_signatures: Vec::new(),
        attachments: Vec::new(),
    };
    let to = &centre.centre_device().public;
    seal(&sent, keys, &[to], 1_000, [77; 16]).unwrap()
}

#[test]
fn a_file_that_claims_a_terabyte_is_refused_by_its_size_and_never_read() {
    let scene = Scene::new();
    let stick = scene.district.stick("terabyte");
    let before = largest();
    for name in [NAME, "0123456789abcdef.goldaw-join"] {
        let file = File::create(stick.join(name)).unwrap();
        if file.set_len(1 << 40).is_err() {
            println!("this file system keeps no such file: a gigabyte instead");
            file.set_len(1 << 30).unwrap();
        }
        let found = scene.tried(&stick, name);
        assert_eq!(found, pair("too_large", "bundle-too-large"));
    }
    let join = json!({ "carrier": by_folder(&stick), "file": "0123456789abcdef.goldaw-join", "digits": "1" });
    let asked = scene.district.centre.ask("let_join", join).unwrap_err();
    assert_eq!(asked.code, "bundle-too-large");
    let grown = largest().saturating_sub(before) >> 20;
    println!("{grown} MiB more at the peak, other tests beside it included");
    assert!(grown < 256);
    scene.goes_in(&stick);
}

#[test]
fn strangers_files_by_the_thousand_cost_little_and_hide_nothing() {
    let scene = Scene::new();
    let stick = scene.district.stick("photographs");
    let files = std::env::var("GOLDAW_FILES").map_or(5_000, |files| files.parse().unwrap());
    for number in 0..files {
        File::create(stick.join(format!("DSC{number:06}.JPG"))).unwrap();
    }
    let began = Instant::now();
    let seen = (scene.district.centre).call("look_in", json!({ "carrier": by_folder(&stick) }));
    println!(
        "{files} strangers' files: looked at in {:.1?}",
        began.elapsed()
    );
    assert_eq!(seen, json!([]));
    assert!(began.elapsed() < AT_ONCE);
    scene.goes_in(&stick);
}

#[test]
fn names_that_lead_elsewhere_and_names_a_system_keeps_are_never_opened() {
    let scene = Scene::new();
    let stick = scene.district.stick("names");
    let beside = scene.district.stick("beside");
    std::fs::write(beside.join(NAME), &scene.whole).unwrap();
    let absolute = beside.join(NAME).to_string_lossy().into_owned();
    let elsewhere = [
        "../beside/0123456789abcdef.goldaw",
        "..\\beside\\0123456789abcdef.goldaw",
        absolute.as_str(),
        "CON",
        "NUL.goldaw",
        "COM1.goldaw",
        "0123456789abcdef.goldaw:stream",
        "0123456789ABCDEF.goldaw ",
        "",
    ];
    for name in elsewhere {
        assert_eq!(
            scene.tried(&stick, name),
            (None, "parcel-gone".into()),
            "{name}"
        );
    }
    scene.goes_in(&stick);
}

#[cfg(unix)]
#[test]
fn links_are_neither_shown_nor_followed() {
    use std::os::unix::fs::symlink;
    let scene = Scene::new();
    let (stick, beside) = (
        scene.district.stick("links"),
        scene.district.stick("beside"),
    );
    std::fs::write(beside.join(NAME), &scene.whole).unwrap();
    let name = |digit: char| format!("{}.goldaw", digit.to_string().repeat(16));
    for (digit, to) in [
        ('a', beside.join(NAME)),
        ('b', "/dev/zero".into()),
        ('c', stick.join("cccccccccccccccc.goldaw")),
        ('d', beside.clone()),
    ] {
        symlink(to, stick.join(name(digit))).unwrap();
        let found = scene.tried(&stick, &name(digit));
        assert_eq!(found, (None, "parcel-gone".into()), "{digit}");
    }
    std::fs::create_dir(stick.join(name('e'))).unwrap();
    assert_eq!(
        scene.tried(&stick, &name('e')),
        (None, "parcel-gone".into())
    );
    scene.goes_in(&stick);
}

#[test]
fn a_header_that_claims_gigabytes_gets_no_memory_for_them() {
    let scene = Scene::new();
    let (keys, _) = secrets_of(&scene.etrap);
    let header = inspect(&scene.whole, &Limits::default())
        .unwrap()
        .encoded_length();
    let before = largest();
    for claimed in [1 << 20, 4 << 30, u64::MAX] {
        // As the office itself could sign it.
        let mut signed = scene.whole[..header - 64].to_vec();
        signed[65..73].copy_from_slice(&claimed.to_be_bytes());
        let signature = keys.sign(label::BUNDLE_HEADER, &signed);
        let bytes = [&signed[..], &signature, &scene.whole[header..]].concat();
        let found = scene.tried_bytes("gigabytes", &bytes);
        assert_eq!(found, pair("damaged", "bundle-cut-short"), "{claimed}");
    }
    let grown = largest().saturating_sub(before) >> 20;
    println!("{grown} MiB more at the peak, other tests beside it included");
    assert!(grown < 256);
    scene.goes_in(&scene.district.stick("gigabytes"));
}

#[test]
fn a_stranger_and_a_computer_taken_off_the_list_are_named_and_learn_nothing() {
    let scene = Scene::new();
    let centre = &scene.district.centre;
    let (_, roster) = secrets_of(centre);
    let stranger = DeviceKeys::generate(Uuid::from_u128(9), &mut SystemRandomness).unwrap();
    let wants = heads_of(&scene.etrap);
    assert!(!wants.is_empty());
    // The centre's key is in every roster, and rosters travel; a stranger may have one.
    let asked = asking(&stranger, id_of(&scene.etrap).uuid(), &roster, wants);
    let found = scene.tried_bytes("stranger", &asked);
    assert_eq!(found, pair("unknown_computer", "bundle-unknown-computer"));
    scene.goes_in(&scene.district.stick("stranger"));

    take_off_the_list(&scene.district, &scene.etrap);
    scene.etrap.open_case("Ataýew", "Merdan");
    let parcel = hand_over(&scene.etrap, None, &scene.district.stick("late"));
    let found = scene.tried_bytes("revoked", &std::fs::read(parcel).unwrap());
    assert_eq!(found, pair("revoked_computer", "bundle-revoked-computer"));
}

#[test]
fn who_asks_for_changes_of_another_office_gets_none_and_slows_nobody() {
    let scene = Scene::new();
    let centre = &scene.district.centre;
    let neighbour = scene.district.joined("neighbour", "AH-BHD");
    scene.goes_in(&scene.district.stick("good"));
    let (keys, roster) = secrets_of(&neighbour);
    let stick = scene.district.stick("asking");
    let answered = |wants: Vec<ChangeHash>| {
        let asked = asking(&keys, id_of(&neighbour).uuid(), &roster, wants);
        let file = stick.join(NAME);
        std::fs::write(&file, asked).unwrap();
        let began = Instant::now();
        take_over(centre, &file);
        let taken = began.elapsed();
        let answer = hand_over(centre, Some(&neighbour), &scene.district.stick("answer"));
        (answer, taken, began.elapsed() - taken)
    };
    let theirs = heads_of(&scene.etrap);
    assert!(
        theirs.iter().all(|hash| holds(centre, hash)),
        "they are there to be had"
    );
    let invented = (0..90_000_u32).map(|number| ChangeHash::of(&number.to_be_bytes()));
    let (answer, taken, packed) = answered(theirs.iter().copied().chain(invented).collect());
    println!("90,000 wants: taken over in {taken:.1?}, answered in {packed:.1?}");
    assert!(taken < AT_ONCE && packed < AT_ONCE);
    let done = take_over(&neighbour, &answer);
    assert_eq!(refused(&done), [""; 0], "nothing in it is another office's");
    assert!(!theirs.iter().any(|hash| holds(&neighbour, hash)));
    assert_eq!(neighbour.call("people", json!({}))["of"], 0);
}
