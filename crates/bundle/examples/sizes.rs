//! What an edit costs in a bundle: `cargo run --release -p goldaw-bundle --example sizes`.
//!
//! Fifty thousand invented cases of ten fields, twenty replicas, five fields a save; one save in ten goes to one case in two hundred,
//! the rest to the replica's own share. Every replica hands over its edits since the last receipt, with the signature of its stream's
//! head, frontier and acknowledgements. Figures are printed and written to `figures/bundle.json` in the target folder.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::path::Path;
use std::time::Instant;

use goldaw_bundle::{
    Acknowledgement, Aids, Contents, Control, Envelope, HeadSignature, Limits, Reading, seal_from,
};
use goldaw_changes::columns::{KnownRecords, NothingKnown, RecordPlace, SaltRun, salted};
use goldaw_changes::{
    ChangeHash, Head, Header, Hlc, Incarnation, Operation, Payload, PayloadHash, RawChange,
    StreamId,
};
use goldaw_domain::ids::RecordId;
use goldaw_trust::{
    DeviceKeys, Level, Roster, RosterDevice, RosterDraft, RosterOffice, SystemRandomness,
};
use serde_json::{Value, json};
use uuid::Uuid;

const SEED: u64 = 2026;
const CASES: u64 = 50_000;
const REPLICAS: u64 = 20;
const FIELDS_A_SAVE: usize = 5;
const FIELDS: [&str; 10] = [
    "surname",
    "given_name",
    "patronymic",
    "born",
    "opened_on",
    "status",
    "category",
    "document_number",
    "phone",
    "income",
];

/// SplitMix64.
struct Chance(u64);

impl Chance {
    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.bits() % end
    }

    fn of<'t>(&mut self, things: &[&'t str]) -> &'t str {
        things[self.below(things.len() as u64) as usize]
    }

    fn bytes(&mut self) -> [u8; 16] {
        (u128::from(self.bits()) << 64 | u128::from(self.bits())).to_be_bytes()
    }

    fn id(&mut self, ms: u64) -> Uuid {
        let mut random = [0; 10];
        random.copy_from_slice(&self.bytes()[..10]);
        uuid::Builder::from_unix_timestamp_millis(ms, &random).into_uuid()
    }
}

const STEMS: [&str; 40] = [
    "Ata", "Orazow", "Berdi", "Nury", "Gurban", "Myrat", "Aman", "Saparow", "Hojam", "Rejep",
    "Annagul", "Täç", "Şirin", "Ýazm", "Döwlet", "Kakaj", "Allaber", "Çary", "Baýram", "Gülm",
    "Hally", "Jum", "Kuw", "Mered", "Nazar", "Öwez", "Pirm", "Rahman", "Söýün", "Taňry", "Üm",
    "Weli", "Ýaz", "Ýagm", "Garaj", "Esen", "Durdy", "Batyr", "Agaj", "Işan",
];
const MIDDLES: [&str; 12] = [
    "", "gel", "dur", "my", "ber", "gul", "am", "mur", "sah", "gyl", "wel", "geld",
];
const GIVEN: [&str; 48] = [
    "Maral",
    "Ogulgerek",
    "Serdar",
    "Jeren",
    "Myrat",
    "Begenç",
    "Bibi",
    "Aýna",
    "Gözel",
    "Şemşat",
    "Merdan",
    "Kerim",
    "Aýgül",
    "Bahar",
    "Dursun",
    "Enejan",
    "Gülşat",
    "Hatyja",
    "Jahan",
    "Kümüş",
    "Läle",
    "Mähri",
    "Nartäç",
    "Oguljan",
    "Perhat",
    "Rozy",
    "Selbi",
    "Tawus",
    "Uzuk",
    "Ýazgül",
    "Zöhre",
    "Arslan",
    "Batyr",
    "Çary",
    "Döwran",
    "Eziz",
    "Guwanç",
    "Hydyr",
    "Ilýas",
    "Jepbar",
    "Kakajan",
    "Meňli",
    "Nazar",
    "Oraz",
    "Pälwan",
    "Rahym",
    "Suraý",
    "Toýly",
];
const SERIES: [&str; 6] = ["I-AH", "II-AH", "I-BN", "I-DZ", "I-LB", "I-MR"];
const STATUS: [&str; 5] = ["open", "waiting", "accepted", "refused", "closed"];
const CATEGORY: [&str; 8] = [
    "disability",
    "large_family",
    "lonely_older",
    "older_chronic",
    "child_without_care",
    "woman_violence",
    "youth_at_risk",
    "leaving_institution",
];

fn value(field: &str, chance: &mut Chance) -> Value {
    let end = ["ow", "owa"][chance.below(2) as usize];
    let day = |chance: &mut Chance, year: u64, years: u64| {
        let (year, month) = (year + chance.below(years), 1 + chance.below(12));
        format!("{year:04}-{month:02}-{:02}", 1 + chance.below(28))
    };
    match field {
        "surname" => json!(format!("{}{}{end}", chance.of(&STEMS), chance.of(&MIDDLES))),
        "given_name" => json!(chance.of(&GIVEN)),
        "patronymic" => json!(format!("{}{end}iç", chance.of(&GIVEN))),
        "born" => json!(day(chance, 1935, 85)),
        "opened_on" => json!(day(chance, 2023, 4)),
        "status" => json!(chance.of(&STATUS)),
        "category" => json!(chance.of(&CATEGORY)),
        "document_number" => json!(format!(
            "{} {:06}",
            chance.of(&SERIES),
            chance.below(1_000_000)
        )),
        "phone" => json!(format!("+9936{:07}", chance.below(10_000_000))),
        _ => json!(chance.below(5000)),
    }
}

/// One computer of an office, its cases registered long ago, everything but the last edits acknowledged.
struct Replica {
    keys: DeviceKeys,
    office: Uuid,
    worker: Uuid,
    stream: StreamId,
    /// Head and sequence the other side has acknowledged.
    acknowledged: (ChangeHash, u64),
}

/// The cases by number: registered one a change, spread over the replicas.
struct Cases {
    ids: Vec<Uuid>,
    places: std::collections::HashMap<RecordId, RecordPlace>,
    records: std::collections::HashMap<RecordPlace, RecordId>,
}

impl KnownRecords for Cases {
    fn place(&self, record: RecordId) -> Option<RecordPlace> {
        self.places.get(&record).copied()
    }

    fn record(&self, place: &RecordPlace) -> Option<RecordId> {
        self.records.get(place).copied()
    }
}

fn replica(number: u64, chance: &mut Chance) -> Replica {
    let device = chance.id(1_750_000_000_000 + number);
    let keys = DeviceKeys::generate(device, &mut SystemRandomness).unwrap();
    let office = chance.id(1_750_000_000_000);
    Replica {
        keys,
        office,
        worker: chance.id(1_750_000_100_000),
        stream: StreamId {
            device: device.into(),
            incarnation: Incarnation(uuid::Builder::from_random_bytes(chance.bytes()).into_uuid()),
            scope: office.into(),
        },
        acknowledged: (ChangeHash::of(&chance.bytes()), 9_000 + chance.below(2000)),
    }
}

fn cases(replicas: &[Replica], chance: &mut Chance) -> Cases {
    let year = 365 * 24 * 3600 * 1000;
    let mut cases = Cases {
        ids: Vec::new(),
        places: Default::default(),
        records: Default::default(),
    };
    for number in 0..CASES {
        let owner = &replicas[(number % REPLICAS) as usize];
        let registered_ms = 1_700_000_000_000 + chance.below(2 * year);
        let id = chance.id(registered_ms);
        let place = RecordPlace {
            head: owner.acknowledged.0,
            sequence: 1 + number / REPLICAS * 3 + chance.below(3),
            operation: 0,
        };
        cases.ids.push(id);
        cases.places.insert(id.into(), place);
        cases.records.insert(place, id.into());
    }
    cases
}

/// The replica's saves since the last receipt.
fn saves(
    replica: &Replica,
    number: u64,
    count: usize,
    cases: &Cases,
    run: Option<[u8; 16]>,
    chance: &mut Chance,
) -> Vec<RawChange> {
    let (mut previous, mut sequence) = replica.acknowledged;
    let mut ms = 1_795_000_000_000 + chance.below(3_600_000);
    (0..count)
        .map(|_| {
            sequence += 1;
            ms += 1000 + chance.below(599_000);
            let case = if chance.below(10) == 0 {
                chance.below(CASES / 200)
            } else {
                chance.below(CASES / REPLICAS) * REPLICAS + number
            };
            let mut fields = FIELDS.to_vec();
            let written = (0..FIELDS_A_SAVE)
                .map(|_| {
                    let field = fields.swap_remove(chance.below(fields.len() as u64) as usize);
                    (field.to_owned(), value(field, chance))
                })
                .collect();
            let mut payload = Payload {
                salt: chance.bytes(),
                action: "change_person".to_owned(),
                reason: None,
                form: None,
                operations: vec![Operation::Write {
                    record: cases.ids[case as usize].into(),
                    kind: "person".to_owned(),
                    fields: written,
                }],
                extra: Vec::new(),
            };
            if let Some(seed) = run {
                payload = salted(payload, &seed, &replica.stream, sequence).unwrap();
            }
            let header = Header {
                stream: replica.stream,
                sequence,
                previous: Some(previous),
                seen: Vec::new(),
                hlc: Hlc::new(ms, 0),
                author: replica.worker.into(),
                office: replica.office.into(),
                role: "specialist".to_owned(),
                program: 1,
                payload_hash: PayloadHash([0; 32]),
                extra: Vec::new(),
            };
            let change = RawChange::write(&header, &payload).unwrap();
            previous = change.hash();
            change
        })
        .collect()
}

fn contents(
    replica: &Replica,
    last: &RawChange,
    centre: &DeviceKeys,
    chance: &mut Chance,
) -> Contents {
    let header = last.read_header().unwrap();
    let head = Head {
        stream: replica.stream,
        sequence: header.sequence,
        hash: last.hash(),
    };
    Contents {
        envelope: Envelope {
            sender_office: replica.office,
            made_at_ms: header.hlc.ms() as i64 + 60_000,
            previous: Some(ChangeHash::of(&chance.bytes()).0),
            roster: None,
        },
        control: Control {
            frontier: vec![head],
            received: vec![Acknowledgement {
                peer: centre.device(),
                session: chance.bytes(),
                counter: 17,
                heads: vec![Head {
                    sequence: replica.acknowledged.1,
                    hash: replica.acknowledged.0,
                    ..head
                }],
            }],
            wants: Vec::new(),
            receipts: Vec::new(),
        },
        changes: Vec::new(),
        head_signatures: vec![HeadSignature::sign(head, &replica.keys)],
        attachments: Vec::new(),
    }
}

fn roster(centre: &DeviceKeys, replicas: &[Replica]) -> Roster {
    let office = Uuid::from_u128(1);
    let place = |office: Uuid, level| RosterOffice {
        office,
        code: office.to_string(),
        territory: "TM-A".into(),
        level,
        name: "Edara".into(),
    };
    let device = |keys: &DeviceKeys, office| RosterDevice {
        public: keys.public(),
        office,
        label: "PC".into(),
        certified_at_ms: 0,
        revoked_after: None,
    };
    let mut draft = RosterDraft {
        epoch: 1,
        centre: centre.device(),
        issued_at_ms: 0,
        offices: vec![place(office, Level::Centre)],
        devices: vec![device(centre, office)],
    };
    for replica in replicas {
        draft.offices.push(place(replica.office, Level::Etrap));
        draft.devices.push(device(&replica.keys, replica.office));
    }
    draft.offices.sort_by_key(|office| office.office);
    draft.devices.sort_by_key(|device| device.public.device);
    Roster::sign(draft, centre).unwrap()
}

/// Bytes before padding: what the file holds behind the eight bytes of its length.
fn body_bytes(bundle: &[u8], centre: &DeviceKeys) -> usize {
    let sealed = goldaw_bundle::sealed_part(bundle).unwrap();
    let plain = age::decrypt(centre.seal_secret(), sealed).unwrap();
    u64::from_be_bytes(plain[..8].try_into().unwrap()) as usize
}

/// The largest memory this process ever had, in MiB; None where the system does not say.
fn peak_mib() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(
        line.trim()
            .strip_suffix(" kB")?
            .trim()
            .parse::<f64>()
            .ok()?
            / 1024.0,
    )
}

fn main() {
    let mut chance = Chance(SEED);
    let centre = DeviceKeys::generate(chance.id(1_700_000_000_000), &mut SystemRandomness).unwrap();
    let replicas: Vec<Replica> = (0..REPLICAS).map(|n| replica(n, &mut chance)).collect();
    let cases = cases(&replicas, &mut chance);
    let roster = roster(&centre, &replicas);
    let mut figures = serde_json::Map::new();
    let mut note = |name: String, value: f64| {
        println!("{name:<48}{value:>12.2}");
        figures.insert(name, json!(value));
    };
    println!("{CASES} cases, {REPLICAS} replicas, seed {SEED}");
    let ways = [
        ("", true, false),
        ("_salts_carried", false, false),
        ("_places", true, true),
        ("_places_salts_carried", false, true),
    ];
    for edits in [250, 2500, 25_000] {
        for (way, with_runs, with_places) in ways {
            let (mut body, mut sealed) = (0, 0);
            for (number, replica) in replicas.iter().enumerate() {
                let seed = with_runs.then(|| chance.bytes());
                let count = edits / FIELDS_A_SAVE;
                let changes = saves(replica, number as u64, count, &cases, seed, &mut chance);
                let runs: Vec<SaltRun> = seed
                    .map(|seed| SaltRun {
                        stream: replica.stream,
                        first: replica.acknowledged.1 + 1,
                        last: replica.acknowledged.1 + count as u64,
                        seed,
                    })
                    .into_iter()
                    .collect();
                let known: &dyn KnownRecords = if with_places { &cases } else { &NothingKnown };
                let aids = Aids { runs: &runs, known };
                let contents = contents(replica, &changes[count - 1], &centre, &mut chance);
                let bundle = seal_from::<goldaw_bundle::BundleError>(
                    &contents,
                    changes.iter().cloned().map(Ok),
                    aids,
                    &replica.keys,
                    (&[&centre.public()], 7, [9; 16]),
                )
                .unwrap();
                body += body_bytes(&bundle, &centre);
                sealed += bundle.len();
                let mut reading = Reading::of_file(
                    std::io::Cursor::new(&bundle),
                    &centre,
                    Some(&roster),
                    &Limits::default(),
                )
                .unwrap();
                let mut again = Vec::new();
                while let Some(mut group) = reading.changes(known).unwrap() {
                    again.append(&mut group);
                }
                reading.finish().unwrap();
                assert!(again == changes);
            }
            let all = (edits as u64 * REPLICAS) as f64;
            note(
                format!("body_bytes_per_edit_{edits}{way}"),
                body as f64 / all,
            );
            if way.is_empty() {
                note(format!("file_bytes_per_edit_{edits}"), sealed as f64 / all);
            }
        }
    }
    let edits = 500_000;
    let replica = &replicas[0];
    let changes = saves(replica, 0, edits / FIELDS_A_SAVE, &cases, None, &mut chance);
    let groups: Vec<&[RawChange]> = changes.chunks(9_000).collect();
    let begun = Instant::now();
    let columns: Vec<_> = groups
        .iter()
        .map(|group| goldaw_changes::columns::encode(group, &[], &NothingKnown))
        .collect();
    note(
        "columns_encode_edits_per_s".into(),
        edits as f64 / begun.elapsed().as_secs_f64(),
    );
    let begun = Instant::now();
    for (group, columns) in groups.iter().zip(&columns) {
        let limits = goldaw_changes::columns::Limits {
            changes: 1 << 16,
            bytes: 20 << 20,
        };
        let read = goldaw_changes::columns::decode(&columns.bytes, &NothingKnown, limits).unwrap();
        assert!(read.changes == *group);
    }
    note(
        "columns_decode_edits_per_s".into(),
        edits as f64 / begun.elapsed().as_secs_f64(),
    );
    let contents = contents(replica, &changes[changes.len() - 1], &centre, &mut chance);
    let begun = Instant::now();
    let bundle = seal_from::<goldaw_bundle::BundleError>(
        &contents,
        changes.into_iter().map(Ok),
        Aids::NONE,
        &replica.keys,
        (&[&centre.public()], 7, [9; 16]),
    )
    .unwrap();
    note(
        "seal_edits_per_s".into(),
        edits as f64 / begun.elapsed().as_secs_f64(),
    );
    note(
        "body_bytes_per_edit_500000_salts_carried".into(),
        body_bytes(&bundle, &centre) as f64 / edits as f64,
    );
    let begun = Instant::now();
    let file = std::io::Cursor::new(&bundle);
    let mut reading = Reading::of_file(file, &centre, Some(&roster), &Limits::default()).unwrap();
    let mut read = 0;
    while let Some(group) = reading.changes(&NothingKnown).unwrap() {
        read += group.len() * FIELDS_A_SAVE;
    }
    reading.finish().unwrap();
    assert_eq!(read, edits);
    note(
        "open_edits_per_s".into(),
        edits as f64 / begun.elapsed().as_secs_f64(),
    );
    if let Some(peak) = peak_mib() {
        note("peak_mib".into(), peak);
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/figures");
    std::fs::create_dir_all(&folder).unwrap();
    let text = serde_json::to_string_pretty(&figures).unwrap();
    std::fs::write(folder.join("bundle.json"), text + "\n").unwrap();
}
