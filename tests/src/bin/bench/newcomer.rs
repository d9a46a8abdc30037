//! A new computer of the office: from the bundle to the first page of today, with the whole history at once, and change by change.

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use goldaw_tests::office::{Office, by_folder, text};
use serde_json::{Value, json};

use crate::import;
use crate::invented::People;
use crate::timing::Figures;

/// With more than a thousand changes of its own a computer takes a history change by change.
const OWN: usize = 1_001;

/// The next desk hands everything over to a new computer; the centre holds nothing of it yet.
pub fn beside(
    place: &Path,
    (first, centre): (&Office, &Office),
    figures: &mut Figures,
) -> Result<(), Box<dyn Error>> {
    let stick = place.join("beside");
    std::fs::create_dir_all(&stick)?;
    let second = Office::at(&place.join("second"));
    second.first_start("etrap", "AH-GDP");
    second.join(centre, &stick);
    let own = first.call("settings", json!({}))["office"]["id"].clone();
    let hand_over = json!({ "carrier": by_folder(&stick), "to": own });
    let known = second.call("hand_over", hand_over.clone());
    first.call("take_over", parcel(&stick, &known));
    let begun = Instant::now();
    let handed = first.call("hand_over", hand_over);
    figures.note("beside_hand_over_s", begun.elapsed().as_secs_f64(), None);
    let megabytes = handed["bytes"].as_f64().unwrap_or_default() / 1e6;
    figures.note("beside_bundle_mb", megabytes, None);
    let begun = Instant::now();
    second.call("take_over", parcel(&stick, &handed));
    second.call("today", json!({}));
    figures.note("beside_at_once_s", begun.elapsed().as_secs_f64(), None);
    Ok(())
}

/// The centre's answer brings everything: to a computer that is new, and to one that holds too much to take it at once.
pub fn from_the_centre(
    place: &Path,
    centre: &Office,
    figures: &mut Figures,
) -> Result<(), Box<dyn Error>> {
    // Another office's work lies among it, so the history is picked out of the centre's log.
    let stick = place.join("neighbour-stick");
    std::fs::create_dir_all(&stick)?;
    let neighbour = Office::at(&place.join("neighbour"));
    neighbour.first_start("etrap", "AH-BHD");
    neighbour.join(centre, &stick);
    neighbour.open_case("Orazowa", "Maral");
    let handed = neighbour.call("hand_over", json!({ "carrier": by_folder(&stick) }));
    centre.call("take_over", parcel(&stick, &handed));
    let third = joining(place, "third", "at_once", 0, centre, figures)?;
    let fourth = joining(place, "fourth", "one_by_one", OWN, centre, figures)?;
    let people = |office: &Office| {
        let page = office.call("people", json!({ "from": 0 }));
        page["of"].as_u64().unwrap_or_default()
    };
    if people(&third) + OWN as u64 == people(&fourth) {
        Ok(())
    } else {
        Err("the two ways bring different people".into())
    }
}

fn joining(
    place: &Path,
    name: &str,
    key: &str,
    own: usize,
    centre: &Office,
    figures: &mut Figures,
) -> Result<Office, Box<dyn Error>> {
    let stick = place.join(format!("stick-of-{name}"));
    std::fs::create_dir_all(&stick)?;
    let office = Office::at(&place.join(name));
    office.first_start("etrap", "AH-GDP");
    if own > 0 {
        let sheet = place.join("own.csv");
        People::new(1).write_sheet(own, &sheet)?;
        import(&office, &sheet);
    }
    let carrier = by_folder(&stick);
    let asked = office.call("ask_to_join", json!({ "carrier": carrier }));
    let begun = Instant::now();
    let answer = centre.call(
        "let_join",
        json!({ "carrier": carrier, "file": asked["file"], "digits": asked["digits"] }),
    );
    let seconds = begun.elapsed().as_secs_f64();
    figures.note(&format!("centre_answer_{key}_s"), seconds, None);
    let digits = centre.call("settings", json!({}))["digits"].clone();
    let begun = Instant::now();
    office.call(
        "accept_join_answer",
        json!({ "carrier": carrier, "file": answer["file"], "digits": digits }),
    );
    office.call("today", json!({}));
    let seconds = begun.elapsed().as_secs_f64();
    figures.note(&format!("from_centre_{key}_s"), seconds, None);
    Ok(office)
}

fn parcel(stick: &Path, handed: &Value) -> Value {
    json!({ "carrier": by_folder(stick), "file": text(handed["file"].clone()) })
}
