//! Invented people for the practice district and for measuring. None of them lives.
//!
//! The same seed gives the same people, so a figure measured twice is measured on the same store.

use goldaw_domain::birth::BirthDate;
use goldaw_domain::codes::Sex;
use goldaw_domain::records::Person;

const STEMS: &[&str] = &[
    "Amanow",
    "Annaýew",
    "Ataýew",
    "Atajanow",
    "Babaýew",
    "Baýramow",
    "Begliýew",
    "Berdiýew",
    "Çaryýew",
    "Durdyýew",
    "Esenow",
    "Garaýew",
    "Geldiýew",
    "Gurbanow",
    "Gylyjow",
    "Hajyýew",
    "Hallyýew",
    "Hojamow",
    "Hudaýberdiýew",
    "Italmazow",
    "Jumaýew",
    "Kakalyýew",
    "Kerimow",
    "Kulyýew",
    "Mämmedow",
    "Meredow",
    "Muhammedow",
    "Myradow",
    "Nazarow",
    "Nepesow",
    "Nuryýew",
    "Orazow",
    "Öwezow",
    "Permanow",
    "Rahmanow",
    "Rejepow",
    "Saparow",
    "Sähedow",
    "Söýünow",
    "Şamyradow",
    "Şyhyýew",
    "Tagangulyýew",
    "Täçmyradow",
    "Täşliýew",
    "Ussaýew",
    "Weliýew",
    "Ýazmyradow",
    "Ýegenow",
    "Ýusubow",
    "Zarypow",
];
const WOMEN: &[&str] = &[
    "Aýgül",
    "Aýna",
    "Aknabat",
    "Altyn",
    "Amangül",
    "Annagül",
    "Bahar",
    "Bibi",
    "Bossan",
    "Çynar",
    "Enejan",
    "Gözel",
    "Gülälek",
    "Gülnar",
    "Gülşat",
    "Jemal",
    "Jeren",
    "Kümüş",
    "Leýla",
    "Mähri",
    "Maral",
    "Nabat",
    "Ogulgerek",
    "Oguljan",
    "Ogulnabat",
    "Ogulsapar",
    "Sona",
    "Şemşat",
    "Tylla",
    "Ýazgül",
];
const MEN: &[&str] = &[
    "Aman",
    "Annaberdi",
    "Arslan",
    "Atamyrat",
    "Baýram",
    "Begenç",
    "Berdi",
    "Çary",
    "Döwlet",
    "Durdy",
    "Eziz",
    "Gurban",
    "Gylyç",
    "Hemra",
    "Hojamyrat",
    "Jumageldi",
    "Kakajan",
    "Kerim",
    "Maksat",
    "Mekan",
    "Mergen",
    "Myrat",
    "Nazar",
    "Nepes",
    "Orazmyrat",
    "Öwez",
    "Rejep",
    "Serdar",
    "Wepa",
    "Ýusup",
];
const VILLAGES: &[&str] = &[
    "Gökje",
    "Yzgant",
    "Babarap",
    "Garagum",
    "Bagyr",
    "Änew",
    "Gämi",
    "Kürtli",
    "Owadandepe",
    "Parahat",
    "Täze oba",
    "Watan",
];
const STREETS: &[&str] = &[
    "Garaşsyzlyk",
    "Magtymguly",
    "Azatlyk",
    "Görogly",
    "Garagum",
    "Bahar",
    "Nowruz",
    "Bitaraplyk",
];

/// A small generator of numbers from a seed (splitmix64, Steele, Lea and Flood 2014). For practice only: nothing secret comes from it.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// Begins with a seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Returns the next number below `sides`, which is not 0.
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides.max(1)
    }

    /// Picks one of a list.
    pub fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        let at = usize::try_from(self.roll(list.len() as u64)).unwrap_or(0);
        list.get(at).copied().unwrap_or_default()
    }
}

/// Invents a person.
pub fn invented_person(dice: &mut Dice) -> Person {
    let woman = dice.roll(2) == 0;
    let stem = dice.pick(STEMS);
    let father = dice.pick(MEN);
    let year = 1930 + i32::try_from(dice.roll(94)).unwrap_or(0);
    let (month, day) = (1 + dice.roll(12) as u32, 1 + dice.roll(28) as u32);
    let born = if dice.roll(12) == 0 {
        BirthDate::new(year, None, None)
    } else {
        BirthDate::new(year, Some(month), Some(day))
    };
    let letters = dice.pick(&["AH", "AŞ", "BN", "DZ", "LB", "MR"]);
    Person {
        surname: Some(if woman {
            format!("{stem}a")
        } else {
            stem.to_owned()
        }),
        given_name: Some(dice.pick(if woman { WOMEN } else { MEN }).to_owned()),
        patronymic: Some(format!("{father}{}", if woman { "owna" } else { "owiç" })),
        sex: Some(if woman { Sex::Female } else { Sex::Male }),
        born: born.ok(),
        document_number: (dice.roll(5) > 0)
            .then(|| format!("I-{letters} {:06}", dice.roll(1_000_000))),
        phone: (dice.roll(3) > 0)
            .then(|| format!("+9936{} {:06}", dice.roll(6), dice.roll(1_000_000))),
        place: Some(dice.pick(VILLAGES).to_owned()),
        street: Some(dice.pick(STREETS).to_owned()),
        house: Some((1 + dice.roll(120)).to_string()),
        ..Person::default()
    }
}

/// Invents a register of so many people as an office would bring it: CSV in UTF-8 with semicolons, and a few rows nobody can read.
pub fn invented_register(people: usize, bad_rows: usize, seed: u64) -> Vec<u8> {
    let mut dice = Dice::new(seed);
    let mut text = String::from(
        "№;Familiýasy;Ady;Atasynyň ady;Jynsy;Doglan senesi;Obasy;Köçesi;Jaýy;Telefony;Pasporty\r\n",
    );
    let spread = people / (bad_rows + 1);
    for number in 0..people {
        let person = invented_person(&mut dice);
        let sex = if person.sex == Some(Sex::Female) {
            "aýal"
        } else {
            "erkek"
        };
        let cells = [
            (number + 1).to_string(),
            person.surname.unwrap_or_default(),
            person.given_name.unwrap_or_default(),
            person.patronymic.unwrap_or_default(),
            sex.to_owned(),
            person.born.map(written_date).unwrap_or_default(),
            person.place.unwrap_or_default(),
            person.street.unwrap_or_default(),
            person.house.unwrap_or_default(),
            person.phone.unwrap_or_default(),
            person.document_number.unwrap_or_default(),
        ];
        text.push_str(&cells.join(";"));
        text.push_str("\r\n");
        if spread > 0 && (number + 1) % spread == 0 && (number + 1) / spread <= bad_rows {
            text.push_str("?;;;;aýal;31.02.1961;Gökje;;;;\r\n");
        }
    }
    text.into_bytes()
}

/// Writes a birth date as offices write it: `04.03.1955`, or the year alone.
fn written_date(born: BirthDate) -> String {
    let text = born.to_string();
    let parts: Vec<&str> = text.split('-').rev().collect();
    parts.join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_invents_the_same_people() {
        let people = |seed| {
            (0..50)
                .map(|_| invented_person(&mut Dice::new(seed)))
                .collect::<Vec<_>>()
        };
        assert_eq!(people(7), people(7));
        assert_eq!(invented_register(100, 3, 7), invented_register(100, 3, 7));
        let rows = invented_register(100, 3, 7)
            .iter()
            .filter(|byte| **byte == b'\n')
            .count();
        assert_eq!(rows, 104, "a heading, a hundred people, three bad rows");
    }
}
