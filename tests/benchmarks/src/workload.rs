//! The work everyone is measured with: invented people of an office, and what twenty computers change in them without seeing each other.
//!
//! A pure function of the seed, the size and the way saves are spread, so a run can be repeated anywhere. Nothing is kept: cases and saves
//! are computed when asked for, so that the memory of a peer is not mixed with the memory of its work.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use uuid::Uuid;

/// The published seed.
pub const SEED: u64 = 20_261_125;
/// The fields of a case, named like those of a person.
pub const FIELDS: [&str; 10] = [
    "surname",
    "given_name",
    "patronymic",
    "born",
    "sex",
    "language",
    "document_number",
    "phone",
    "house",
    "place",
];
/// Field edits in one save.
pub const EDITS_A_SAVE: u32 = 5;

/// One new value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Number of the case, from 0.
    pub case: u32,
    /// Number of the field in [`FIELDS`].
    pub field: u8,
    /// The value.
    pub value: String,
}

/// What one press of the save button changes.
pub type Save = Vec<Edit>;

/// Which cases one save touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spread {
    /// Five fields of one case, as a form is saved.
    Form,
    /// Each of the five edits in a case of its own: the hardest for sizes.
    Scattered,
}

/// How much work there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work {
    /// Its name on the command line and in the figures.
    pub name: &'static str,
    /// People in the store before anybody edits.
    pub cases: u32,
    /// Computers that edit.
    pub replicas: u32,
    /// Saves of each computer.
    pub saves: u32,
    /// Which cases one save touches.
    pub spread: Spread,
}

impl Work {
    /// Returns the work of a size: `T` for trying the harness, `S`, `M`.
    pub fn of(name: &str, spread: Spread) -> Option<Work> {
        let (name, cases, saves) = match name {
            "T" => ("T", 200, 10),
            "S" => ("S", 5_000, 500),
            "M" => ("M", 50_000, 5_000),
            _ => return None,
        };
        Some(Work {
            name,
            cases,
            replicas: 20,
            saves,
            spread,
        })
    }

    /// Returns the small work whose one update is damaged bit by bit: 100 edits of 50 cases.
    pub fn to_be_damaged() -> Work {
        Work {
            name: "damage",
            cases: 50,
            replicas: 1,
            saves: 20,
            spread: Spread::Form,
        }
    }

    /// Returns how many fields there are.
    pub fn cells(&self) -> usize {
        self.cases as usize * FIELDS.len()
    }

    /// Returns how many field edits all computers make together.
    pub fn edits(&self) -> u32 {
        self.replicas * self.saves * EDITS_A_SAVE
    }

    /// Returns the id of a case: a UUID of version 7, as the product makes them, a minute apart.
    pub fn id(&self, case: u32) -> Uuid {
        let mut chance = Chance::of(&[1, u64::from(case)]);
        let made_at = 1_767_225_600_000 + u64::from(case) * 60_000;
        let random = (u128::from(chance.draw()) << 64) | u128::from(chance.draw());
        let low = random & ((1 << 80) - 1);
        let versioned = (u128::from(made_at) << 80)
            | (low & !(0xf << 76) & !(0b11 << 62))
            | (7 << 76)
            | (0b10 << 62);
        Uuid::from_u128(versioned)
    }

    /// Returns the value a field has before anybody edits.
    pub fn base(&self, case: u32, field: u8) -> String {
        value(
            field,
            &mut Chance::of(&[2, u64::from(case), u64::from(field)]),
        )
    }

    /// Returns what a computer, numbered from 1, saves, in order. Every edit changes the value as that computer sees it.
    pub fn saves(&self, replica: u32) -> Vec<Save> {
        let mut chance = Chance::of(&[3, u64::from(self.cases), u64::from(replica)]);
        let mut seen: BTreeMap<(u32, u8), String> = BTreeMap::new();
        (0..self.saves)
            .map(|_| {
                let mut save = Save::new();
                let mut case = self.pick(replica, &mut chance);
                while save.len() < EDITS_A_SAVE as usize {
                    if self.spread == Spread::Scattered {
                        case = self.pick(replica, &mut chance);
                    }
                    let field = chance.below(FIELDS.len() as u64) as u8;
                    if save
                        .iter()
                        .any(|edit| (edit.case, edit.field) == (case, field))
                    {
                        continue;
                    }
                    let before = seen
                        .get(&(case, field))
                        .cloned()
                        .unwrap_or_else(|| self.base(case, field));
                    let mut after = value(field, &mut chance);
                    while after == before {
                        after = value(field, &mut chance);
                    }
                    seen.insert((case, field), after.clone());
                    save.push(Edit {
                        case,
                        field,
                        value: after,
                    });
                }
                save
            })
            .collect()
    }

    /// Returns how many cases everybody edits: one in two hundred.
    pub fn hot(&self) -> u32 {
        (self.cases / 200).max(1)
    }

    /// One time in ten one of the hot cases, else one of the computer's own share.
    fn pick(&self, replica: u32, chance: &mut Chance) -> u32 {
        let hot = self.hot();
        if self.replicas > 1 && chance.below(10) == 0 {
            return chance.below(u64::from(hot)) as u32;
        }
        let share = (self.cases - hot) / self.replicas;
        hot + (replica - 1) * share + chance.below(u64::from(share)) as u32
    }

    /// Writes the whole work as JSON, for the peers that do not run in Rust.
    pub fn to_json(&self) -> String {
        let bases = (0..self.cases).map(|case| {
            let values: Vec<String> = (0..FIELDS.len() as u8)
                .map(|field| self.base(case, field))
                .collect();
            (self.id(case).simple().to_string(), values)
        });
        let cases: Vec<_> = bases.collect();
        let saves: Vec<Vec<Vec<(u32, u8, String)>>> = (1..=self.replicas)
            .map(|replica| {
                let saves = self.saves(replica).into_iter();
                saves
                    .map(|save| {
                        save.into_iter()
                            .map(|edit| (edit.case, edit.field, edit.value))
                            .collect()
                    })
                    .collect()
            })
            .collect();
        serde_json::json!({ "seed": SEED, "fields": FIELDS, "cases": cases, "saves": saves })
            .to_string()
    }
}

const SURNAMES: [&str; 24] = [
    "Orazow",
    "Annayew",
    "Amanow",
    "Atayew",
    "Berdiyew",
    "Garayew",
    "Gurbanow",
    "Hojayew",
    "Jumayew",
    "Kakayew",
    "Meredow",
    "Mämmedow",
    "Nazarow",
    "Nuryýew",
    "Öwezow",
    "Rejepow",
    "Saparow",
    "Soltanow",
    "Täçmyradow",
    "Weliýew",
    "Ýazow",
    "Çaryýew",
    "Şyhyýew",
    "Allaberdiýew",
];
const GIVEN: [&str; 24] = [
    "Maral",
    "Ogulgerek",
    "Aýgül",
    "Jemal",
    "Gözel",
    "Bahar",
    "Enejan",
    "Tylla",
    "Merjen",
    "Selbi",
    "Aýna",
    "Oguljan",
    "Myrat",
    "Serdar",
    "Kerim",
    "Döwlet",
    "Batyr",
    "Merdan",
    "Aman",
    "Orazmyrat",
    "Gurbanguly",
    "Çary",
    "Nury",
    "Rejep",
];
const PLACES: [&str; 16] = [
    "Gökdepe",
    "Änew",
    "Tejen",
    "Kaka",
    "Babadaýhan",
    "Sarahs",
    "Bäherden",
    "Ruhabat",
    "Büzmeýin",
    "Abadan",
    "Kerven",
    "Ýaşlyk",
    "Owadandepe",
    "Gypjak",
    "Köşi",
    "Magtymguly",
];
const LANGUAGES: [&str; 5] = ["tk", "ru", "uz", "en", "kk"];
const SERIES: [&str; 6] = ["I-AH", "II-AH", "I-MR", "I-LB", "I-DZ", "I-BN"];

fn value(field: u8, chance: &mut Chance) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = match field {
        0 => write!(
            text,
            "{}{}",
            chance.of_list(&SURNAMES),
            chance.of_list(&["", "a"])
        ),
        1 => write!(text, "{}", chance.of_list(&GIVEN)),
        2 => write!(
            text,
            "{}{}",
            chance.of_list(&GIVEN[12..]),
            chance.of_list(&["owna", "owiç", " gyzy", " ogly"])
        ),
        3 => write!(
            text,
            "{}-{:02}-{:02}",
            1930 + chance.below(90),
            1 + chance.below(12),
            1 + chance.below(28)
        ),
        4 => write!(text, "{}", chance.of_list(&["female", "male"])),
        5 => write!(text, "{}", chance.of_list(&LANGUAGES)),
        6 => write!(
            text,
            "{} {:06}",
            chance.of_list(&SERIES),
            chance.below(1_000_000)
        ),
        7 => write!(
            text,
            "+993 6{} {:06}",
            1 + chance.below(5),
            chance.below(1_000_000)
        ),
        8 => write!(text, "{}", 1 + chance.below(200)),
        _ => write!(text, "{}", chance.of_list(&PLACES)),
    };
    text
}

/// Chance that is the same in every run: SplitMix64.
pub struct Chance(u64);

impl Chance {
    /// Begins a row of numbers of its own for each list of words.
    pub fn of(words: &[u64]) -> Self {
        let mut chance = Self(SEED);
        for word in words {
            chance.0 = chance.draw() ^ word.wrapping_mul(0xd6e8_feb8_6659_fd93);
        }
        chance
    }

    /// Returns the next number.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.draw() % end
    }

    fn of_list<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len() as u64) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_work_comes_out_every_time() {
        let work = Work::of("S", Spread::Form).unwrap();
        assert_eq!(work.saves(7), work.saves(7));
        assert_ne!(work.saves(7), work.saves(8));
        assert_eq!(work.id(3), work.id(3));
        assert_eq!(work.id(3).get_version_num(), 7);
    }

    #[test]
    fn every_edit_changes_what_its_computer_sees_and_only_hot_cases_are_shared() {
        for spread in [Spread::Form, Spread::Scattered] {
            let work = Work::of("S", spread).unwrap();
            let mut owner = BTreeMap::new();
            for replica in 1..=work.replicas {
                let mut seen = BTreeMap::new();
                for edit in work.saves(replica).into_iter().flatten() {
                    let before = seen
                        .insert((edit.case, edit.field), edit.value.clone())
                        .unwrap_or_else(|| work.base(edit.case, edit.field));
                    assert_ne!(before, edit.value);
                    if edit.case >= work.hot() {
                        assert_eq!(*owner.entry(edit.case).or_insert(replica), replica);
                    }
                }
            }
        }
    }
}
