//! An office asked by name, as a screen asks it: for tests and figures that go through the whole program.
//!
//! Everything goes through `goldaw_api::dispatch`, so nothing here can do what a screen could not. Only the answers that
//! a test builds on are read; the rest stays JSON.

use std::path::Path;

use goldaw_api::{Desk, Refusal, dispatch};
use goldaw_casework::session::Clock;
use serde_json::{Value, json};

/// The password of every worker in tests: long enough, and not ASCII alone.
pub const PASSWORD: &str = "durmuş ýoly 2026";
/// The worker who starts each office.
pub const WORKER: &str = "Maral Orazowa";

/// A desk with its calls.
pub struct Office {
    desk: Desk,
}

impl Office {
    /// Sits down at the office in `folder`; nothing is opened yet.
    #[must_use]
    pub fn at(folder: &Path) -> Self {
        Self {
            desk: Desk::at(folder),
        }
    }

    /// Sits down with a clock of its own.
    #[must_use]
    pub fn with_clock(folder: &Path, clock: Clock) -> Self {
        Self {
            desk: Desk::with_clock(folder, clock),
        }
    }

    /// The desk itself, for looking into its store.
    #[must_use]
    pub fn desk(&self) -> &Desk {
        &self.desk
    }

    /// Asks by name.
    ///
    /// # Errors
    /// The refusal as a screen gets it.
    pub fn ask(&self, name: &str, body: Value) -> Result<Value, Refusal> {
        dispatch(&self.desk, name, body)
    }

    /// Asks for what must not be refused.
    ///
    /// # Panics
    /// When it is refused.
    #[allow(clippy::panic)]
    pub fn call(&self, name: &str, body: Value) -> Value {
        self.ask(name, body)
            .unwrap_or_else(|refusal| panic!("{name} was refused: {refusal:?}"))
    }

    /// The first start at a place of the territory; `TM` is the centre.
    pub fn first_start(&self, level: &str, territory: &str) -> Value {
        self.call(
            "create_office",
            json!({
                "language": "en", "level": level, "territory": territory, "computer": "1",
                "worker": WORKER, "role": "specialist", "password": PASSWORD, "password_again": PASSWORD,
            }),
        )
    }

    /// Signs the worker in.
    pub fn unlock(&self) -> Value {
        self.call("unlock", json!({ "worker": WORKER, "password": PASSWORD }))
    }

    /// Registers somebody and opens a case; gives the ids of the person and of the case.
    pub fn open_case(&self, surname: &str, given_name: &str) -> (String, String) {
        let person = text(self.call(
            "register_person",
            json!({ "surname": surname, "given_name": given_name, "born": "1955-03-08" }),
        ));
        let case = text(self.call(
            "open_case",
            json!({ "person": person, "groups": ["lonely_older"], "risk": "high", "risk_reason": "Lives alone." }),
        ));
        (person, case)
    }

    /// Lets the office join the centre over a folder: request, digits read aloud both ways, answer.
    pub fn join(&self, centre: &Office, folder: &Path) {
        let carrier = by_folder(folder);
        let asked = self.call("ask_to_join", json!({ "carrier": carrier }));
        let answer = centre.call(
            "let_join",
            json!({ "carrier": carrier, "file": asked["file"], "digits": asked["digits"] }),
        );
        let digits = centre.call("settings", json!({}))["digits"].clone();
        self.call(
            "accept_join_answer",
            json!({ "carrier": carrier, "file": answer["file"], "digits": digits }),
        );
    }
}

/// The folder (a stick) as a carrier.
#[must_use]
pub fn by_folder(folder: &Path) -> Value {
    json!({ "by": "folder", "path": folder })
}

/// The text of a JSON string.
#[must_use]
pub fn text(value: Value) -> String {
    value.as_str().map(str::to_owned).unwrap_or_default()
}
