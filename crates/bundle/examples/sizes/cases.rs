//! Invented cases and the computers that edit them: who they are, what they save, what they say when they hand it over.

use std::collections::HashMap;

use goldaw_bundle::{Acknowledgement, Contents, Control, Envelope, HeadSignature};
use goldaw_changes::columns::{KnownRecords, RecordId, RecordPlace, salted};
use goldaw_changes::{
    ChangeHash, Head, Header, Hlc, Incarnation, Operation, Payload, PayloadHash, RawChange,
    StreamId,
};
use goldaw_trust::{
    DeviceKeys, Level, Roster, RosterDevice, RosterDraft, RosterOffice, SystemRandomness,
};
use serde_json::{Value, json};
use uuid::Uuid;

pub const CASES: u64 = 50_000;
pub const REPLICAS: u64 = 20;
pub const FIELDS_A_SAVE: usize = 5;
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
pub struct Chance(pub u64);

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

    pub fn bytes(&mut self) -> [u8; 16] {
        (u128::from(self.bits()) << 64 | u128::from(self.bits())).to_be_bytes()
    }

    pub fn id(&mut self, ms: u64) -> Uuid {
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
pub struct Replica {
    pub keys: DeviceKeys,
    office: Uuid,
    worker: Uuid,
    pub stream: StreamId,
    /// Head and sequence the other side has acknowledged.
    pub acknowledged: (ChangeHash, u64),
}

/// The cases by number: registered one a change, spread over the replicas.
pub struct Cases {
    ids: Vec<Uuid>,
    places: HashMap<RecordId, RecordPlace>,
    records: HashMap<RecordPlace, RecordId>,
}

impl KnownRecords for Cases {
    fn place(&self, record: RecordId) -> Option<RecordPlace> {
        self.places.get(&record).copied()
    }

    fn record(&self, place: &RecordPlace) -> Option<RecordId> {
        self.records.get(place).copied()
    }
}

pub fn replica(number: u64, chance: &mut Chance) -> Replica {
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

pub fn cases(replicas: &[Replica], chance: &mut Chance) -> Cases {
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
pub fn saves(
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

pub fn contents(
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
                lacking: Vec::new(),
            }],
            wants: Vec::new(),
            receipts: Vec::new(),
        },
        changes: Vec::new(),
        head_signatures: vec![HeadSignature::sign(head, &replica.keys)],
        attachments: Vec::new(),
    }
}

pub fn roster(centre: &DeviceKeys, replicas: &[Replica]) -> Roster {
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
