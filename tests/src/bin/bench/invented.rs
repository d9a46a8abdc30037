//! People who do not exist, the same ones for the same seed: names put together from parts common in the country.
//!
//! Only for figures: frequencies are not those of any census, and nobody real is meant.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use goldaw_tests::chance::Chance;

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

/// One invented person.
pub struct Invented {
    pub surname: String,
    pub given_name: String,
    pub patronymic: String,
    pub born: String,
    pub phone: String,
    pub place: String,
}

/// All people of one seed; the n-th is always the same.
pub struct People {
    seed: u64,
}

impl People {
    pub fn new(seed: u64) -> Self {
        Self { seed }
    }

    pub fn person(&self, number: usize) -> Invented {
        let mut chance =
            Chance::new(self.seed ^ (number as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let woman = chance.below(2) == 0;
        let ending = if woman { "owa" } else { "ow" };
        let surname = format!("{}{}{ending}", chance.of(&STEMS), chance.of(&MIDDLES));
        let father = chance.of(&GIVEN);
        Invented {
            surname,
            given_name: chance.of(&GIVEN).to_owned(),
            patronymic: format!("{father}{}", if woman { "owna" } else { "owiç" }),
            born: format!(
                "{:04}-{:02}-{:02}",
                1935 + chance.below(85),
                1 + chance.below(12),
                1 + chance.below(28)
            ),
            phone: format!("+9936{:07}", chance.below(10_000_000)),
            place: format!("geňeşlik {}", 1 + chance.below(400)),
        }
    }

    /// Writes the first `count` people as the register an office would bring.
    pub fn write_sheet(&self, count: usize, file: &Path) -> io::Result<()> {
        let mut sheet = BufWriter::new(std::fs::File::create(file)?);
        writeln!(sheet, "surname,given_name,patronymic,born,phone,place")?;
        for number in 0..count {
            let who = self.person(number);
            writeln!(
                sheet,
                "{},{},{},{},{},{}",
                who.surname, who.given_name, who.patronymic, who.born, who.phone, who.place
            )?;
        }
        sheet.flush()
    }
}
