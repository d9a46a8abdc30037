//! The tables: one letter in, one letter out.
//!
//! Separate so that a person who reads Turkmen can check them without reading code around them. Rules that look at
//! neighbours are in `fold`.
//!
//! Sources: the Turkmen Latin alphabet of 1993 as changed in 1995 and 1999 (30 letters; the early forms £ ſ, $ ¢,
//! ¥ ÿ, Ñ ñ stood for Ž ž, Ş ş, Ý ý, Ň ň), in the order of CLDR `tk`; the Turkmen Cyrillic alphabet of 1940 (Ң Җ Ө Ү Ә
//! beside the Russian letters); Russian office spelling of Turkmen names (дж for j, soft signs, я and ю after a
//! consonant for ä and ü).

/// The Latin letter that looks the same as a Cyrillic one.
pub(crate) fn cyrillic_to_latin(c: char) -> Option<char> {
    Some(match c {
        'а' => 'a',
        'е' => 'e',
        'о' => 'o',
        'р' => 'p',
        'с' => 'c',
        'у' => 'y',
        'х' => 'x',
        'і' => 'i',
        'ј' => 'j',
        'ѕ' => 's',
        'һ' => 'h',
        'ү' => 'y',
        'ӓ' => 'ä',
        'ӧ' => 'ö',
        'ё' => 'ë',
        'А' => 'A',
        'В' => 'B',
        'Е' => 'E',
        'К' => 'K',
        'М' => 'M',
        'Н' => 'H',
        'О' => 'O',
        'Р' => 'P',
        'С' => 'C',
        'Т' => 'T',
        'У' => 'Y',
        'Ү' => 'Y',
        'Х' => 'X',
        'І' => 'I',
        'Ј' => 'J',
        'Ѕ' => 'S',
        'Ӓ' => 'Ä',
        'Ӧ' => 'Ö',
        'Ё' => 'Ë',
        _ => return None,
    })
}

/// The Cyrillic letter that looks the same as a Latin one.
pub(crate) fn latin_to_cyrillic(c: char) -> Option<char> {
    Some(match c {
        'a' => 'а',
        'e' => 'е',
        'o' => 'о',
        'p' => 'р',
        'c' => 'с',
        'y' => 'у',
        'x' => 'х',
        'ë' => 'ё',
        'ə' => 'ә',
        'ɵ' => 'ө',
        'A' => 'А',
        'B' => 'В',
        'E' => 'Е',
        'K' => 'К',
        'M' => 'М',
        'H' => 'Н',
        'O' => 'О',
        'P' => 'Р',
        'C' => 'С',
        'T' => 'Т',
        'Y' => 'У',
        'X' => 'Х',
        'Ë' => 'Ё',
        'Ə' => 'Ә',
        'Ɵ' => 'Ө',
        _ => return None,
    })
}

/// The letters after which е is read with ý: vowels and the two signs.
pub(crate) fn opens_with_y(c: char) -> bool {
    matches!(
        c,
        'а' | 'е'
            | 'ё'
            | 'и'
            | 'о'
            | 'ө'
            | 'у'
            | 'ү'
            | 'ы'
            | 'э'
            | 'ә'
            | 'ю'
            | 'я'
            | 'ъ'
            | 'ь'
            | 'і'
            | 'ї'
            | 'є'
            | 'ў'
            | 'ӓ'
            | 'ӧ'
    )
}

/// The Latin of one letter that does not depend on its neighbours; letters that are Latin already give nothing,
/// except the old and foreign forms of Turkmen ones.
pub(crate) fn latin_of(c: char) -> Option<&'static str> {
    Some(match c {
        // Cyrillic of 1940 and Russian.
        'а' => "a",
        'б' => "b",
        'в' => "w",
        'г' => "g",
        'д' => "d",
        'ж' => "ž",
        'җ' => "j",
        'з' => "z",
        'и' => "i",
        'й' => "ý",
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'ң' => "ň",
        'о' => "o",
        'ө' => "ö",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' => "u",
        'ү' => "ü",
        'ф' => "f",
        'х' => "h",
        'ц' => "ts",
        'ч' => "ç",
        'ш' => "ş",
        'щ' => "şç",
        'ы' => "y",
        'э' => "e",
        'ә' => "ä",
        'ъ' | 'ь' => "",
        // Neighbours whose names stand in the same registers: Kazakh, Uzbek, Ukrainian.
        'қ' | 'ҡ' => "k",
        'ғ' | 'ґ' => "g",
        'ҳ' | 'һ' => "h",
        'ҷ' | 'ҹ' => "j",
        'ў' | 'ӯ' => "o",
        'ұ' => "u",
        'і' | 'ӣ' => "i",
        'ї' => "ýi",
        'є' => "ýe",
        'ӓ' => "ä",
        'ӧ' => "ö",
        // Old letters of the 1990s and near forms of today's.
        'ñ' => "ň",
        'ÿ' => "ý",
        'ə' | 'ǝ' => "ä",
        'ɵ' => "ö",
        'ı' => "i",
        'č' | 'ĉ' => "ç",
        'š' | 'ș' => "ş",
        'ğ' => "g",
        _ => return None,
    })
}
