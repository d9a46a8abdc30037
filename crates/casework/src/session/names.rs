//! Names of workers, offices and computers by id.

use goldaw_domain::ids::{DeviceId, OfficeId, WorkerId};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Names of workers, offices and computers, for histories and questions.
#[derive(Clone, Debug, Default)]
pub struct Names {
    pub(super) workers: BTreeMap<Uuid, String>,
    pub(super) offices: BTreeMap<Uuid, String>,
    pub(super) devices: BTreeMap<Uuid, String>,
}

impl Names {
    /// Returns a worker's name, empty when it has not arrived.
    pub fn worker(&self, id: WorkerId) -> String {
        self.workers.get(&id.uuid()).cloned().unwrap_or_default()
    }

    /// Returns an office's name, empty when it has not arrived.
    pub fn office(&self, id: OfficeId) -> String {
        self.offices.get(&id.uuid()).cloned().unwrap_or_default()
    }

    /// Returns a computer's name, empty when it has not arrived.
    pub fn device(&self, id: DeviceId) -> String {
        self.devices.get(&id.uuid()).cloned().unwrap_or_default()
    }
}
