//! The slots of a shared PC: every worker's secret under the worker's own password, and the database key sealed to every
//! worker's public key.
//!
//! Because access is sealed to public keys, a colleague can let a new worker in without anybody else's password. The
//! authenticated header of a slot tells a wrong password from a damaged file with certainty, which the database alone
//! cannot. Reading and writing the file, two copies of it, is `slot_file`'s and the caller's.

use std::fmt;

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{ChaCha20Poly1305, KeyInit, Nonce};
use minicbor::{Decode, Encode};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::secret::KeyPair;
use crate::wire;
use crate::{Cost, DatabaseKey, Randomness, SealKey, TrustError, WorkerKeys, password, random};

/// The most workers one PC serves.
pub const SLOTS_MAX: usize = 64;
const SEALED_MAX: usize = 2560;
const NAME_MAX: usize = 200;
const SLOT_LABEL: &[u8] = b"goldaw key slot v1\0";

/// What is authenticated but readable in a slot.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
struct SlotHeader {
    #[cbor(n(0), with = "wire::uuid_bytes")]
    worker: Uuid,
    #[n(1)]
    name: String,
    #[n(2)]
    memory_kib: u32,
    #[n(3)]
    passes: u32,
    #[n(4)]
    lanes: u32,
    #[cbor(n(5), with = "minicbor::bytes")]
    salt: [u8; 16],
    #[cbor(n(6), with = "minicbor::bytes")]
    nonce: [u8; 12],
    #[cbor(n(7), with = "minicbor::bytes")]
    sign_public: [u8; 32],
    #[n(8)]
    seal_public: SealKey,
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
struct Slot {
    #[n(0)]
    header: SlotHeader,
    /// Signing seed and seed of the seal, under the password.
    #[cbor(n(1), with = "minicbor::bytes")]
    wrapped: Vec<u8>,
    /// An age file to `seal_public`: database key, database salt.
    #[cbor(n(2), with = "minicbor::bytes")]
    sealed: Vec<u8>,
}

/// The content of the slots file.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct KeySlots {
    #[n(0)]
    generation: u64,
    #[n(1)]
    slots: Vec<Slot>,
}

/// A worker who gets a slot.
#[derive(Clone, Copy)]
pub struct NewWorker<'a> {
    /// The worker's id.
    pub worker: Uuid,
    /// The name shown before unlocking; readable without a password.
    pub name: &'a str,
    /// In Unicode normal form C, at least [`crate::PASSWORD_CHARACTERS_MIN`] characters.
    pub password: &'a str,
    /// What one guess costs.
    pub cost: Cost,
}

/// Whose slot it is: all that can be seen without a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlotOwner {
    /// The worker's id.
    pub worker: Uuid,
    /// The name to show.
    pub name: String,
}

/// What a worker holds after unlocking.
pub struct OpenedSlot {
    /// The worker's id.
    pub worker: Uuid,
    /// The worker's name as kept in the slot.
    pub name: String,
    /// The key of the office database.
    pub database_key: DatabaseKey,
    /// The salt in the database's first sixteen bytes; not secret.
    pub database_salt: [u8; 16],
    /// The worker's own keys.
    pub keys: WorkerKeys,
}

impl fmt::Debug for OpenedSlot {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("OpenedSlot")
            .field("worker", &self.worker)
            .finish_non_exhaustive()
    }
}

impl KeySlots {
    /// Makes the first slot of a store, with a new random database key and salt. Generation 1.
    ///
    /// # Errors
    /// [`TrustError::PasswordTooShort`], [`TrustError::NoRandomness`], [`TrustError::Damaged`] for a name with control
    /// characters or above 200 bytes.
    pub fn create(
        first: NewWorker<'_>,
        randomness: &mut dyn Randomness,
    ) -> Result<(Self, OpenedSlot), TrustError> {
        let database_key = DatabaseKey::from_bytes(random::draw(randomness)?);
        let database_salt = random::draw(randomness)?;
        let (slot, keys) = make_slot(first, &database_key, &database_salt, randomness)?;
        let opened = OpenedSlot {
            worker: first.worker,
            name: first.name.to_owned(),
            database_key,
            database_salt,
            keys,
        };
        Ok((
            Self {
                generation: 1,
                slots: vec![slot],
            },
            opened,
        ))
    }

    /// Lists whose slots there are, in the order they were added.
    pub fn owners(&self) -> Vec<SlotOwner> {
        self.slots
            .iter()
            .map(|slot| SlotOwner {
                worker: slot.header.worker,
                name: slot.header.name.clone(),
            })
            .collect()
    }

    /// Counts the writes of this file; every change raises it by one.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Unlocks with one worker's password. Takes as long as [`Cost`] says.
    ///
    /// # Errors
    /// [`TrustError::UnknownWorker`]; [`TrustError::WrongPassword`] when the slot is whole but does not open;
    /// [`TrustError::Damaged`] when it opens and its content is not what a slot holds.
    pub fn open(&self, worker: Uuid, password: &str) -> Result<OpenedSlot, TrustError> {
        let slot = self
            .slots
            .iter()
            .find(|slot| slot.header.worker == worker)
            .ok_or(TrustError::UnknownWorker)?;
        let header = &slot.header;
        let key = password::derive(
            password,
            &header.salt,
            Cost::new(header.memory_kib, header.passes, header.lanes)?,
        )?;
        let associated = associated(header);
        let secrets = cipher(&key)
            .decrypt(
                Nonce::from_slice(&header.nonce),
                Payload {
                    msg: &slot.wrapped,
                    aad: &associated,
                },
            )
            .map(Zeroizing::new)
            .map_err(|_| TrustError::WrongPassword)?;
        let secrets: &[u8; 64] = secrets
            .as_slice()
            .try_into()
            .map_err(|_| TrustError::Damaged)?;
        let pair = KeyPair::from_bytes(secrets)?;
        let content = age::decrypt(&pair.seal, &slot.sealed)
            .map(Zeroizing::new)
            .map_err(|_| TrustError::Damaged)?;
        let (database_key, database_salt) = match content.as_slice().split_at_checked(32) {
            Some((key, salt)) => (
                DatabaseKey::from_bytes(key.try_into().map_err(|_| TrustError::Damaged)?),
                salt.try_into().map_err(|_| TrustError::Damaged)?,
            ),
            None => return Err(TrustError::Damaged),
        };
        Ok(OpenedSlot {
            worker,
            name: header.name.clone(),
            database_key,
            database_salt,
            keys: WorkerKeys(pair),
        })
    }

    /// Lets another worker in; nobody else's password is needed.
    ///
    /// # Errors
    /// Nothing is changed on failure: [`TrustError::WorkerHasSlot`], [`TrustError::TooManySlots`], and those of
    /// [`KeySlots::create`].
    pub fn add_slot(
        &mut self,
        opened: &OpenedSlot,
        new: NewWorker<'_>,
        randomness: &mut dyn Randomness,
    ) -> Result<(), TrustError> {
        if self
            .slots
            .iter()
            .any(|slot| slot.header.worker == new.worker)
        {
            return Err(TrustError::WorkerHasSlot);
        }
        if self.slots.len() >= SLOTS_MAX {
            return Err(TrustError::TooManySlots);
        }
        let (slot, _) = make_slot(new, &opened.database_key, &opened.database_salt, randomness)?;
        self.slots.push(slot);
        self.generation += 1;
        Ok(())
    }

    /// Gives the unlocked worker a new password; the worker's keys stay.
    ///
    /// # Errors
    /// Nothing is changed on failure: [`TrustError::UnknownWorker`] and those of [`KeySlots::create`].
    pub fn replace_password(
        &mut self,
        opened: &OpenedSlot,
        password: &str,
        cost: Cost,
        randomness: &mut dyn Randomness,
    ) -> Result<(), TrustError> {
        let place = self
            .slots
            .iter()
            .position(|slot| slot.header.worker == opened.worker)
            .ok_or(TrustError::UnknownWorker)?;
        let new = NewWorker {
            worker: opened.worker,
            name: &opened.name,
            password,
            cost,
        };
        self.slots[place] = wrap(
            new,
            &opened.keys.0,
            &opened.database_key,
            &opened.database_salt,
            randomness,
        )?;
        self.generation += 1;
        Ok(())
    }

    /// Takes another worker's slot away. The database key stays the same: who copied it before still has it.
    ///
    /// # Errors
    /// [`TrustError::SlotMustStay`] for one's own slot, [`TrustError::UnknownWorker`].
    pub fn remove_slot(&mut self, opened: &OpenedSlot, worker: Uuid) -> Result<(), TrustError> {
        if worker == opened.worker {
            return Err(TrustError::SlotMustStay);
        }
        let place = self
            .slots
            .iter()
            .position(|slot| slot.header.worker == worker)
            .ok_or(TrustError::UnknownWorker)?;
        self.slots.remove(place);
        self.generation += 1;
        Ok(())
    }

    /// Checks what the structure alone does not: numbers within the range compiled in, sizes, no worker twice.
    pub(crate) fn check(&self) -> Result<(), TrustError> {
        if self.slots.is_empty() {
            return Err(TrustError::Damaged);
        }
        if self.slots.len() > SLOTS_MAX {
            return Err(TrustError::TooManySlots);
        }
        for (place, slot) in self.slots.iter().enumerate() {
            let header = &slot.header;
            Cost::new(header.memory_kib, header.passes, header.lanes)?;
            wire::short_text(&header.name, NAME_MAX)?;
            if slot.wrapped.len() != 64 + 16 || slot.sealed.len() > SEALED_MAX {
                return Err(TrustError::Damaged);
            }
            if self.slots[..place]
                .iter()
                .any(|earlier| earlier.header.worker == header.worker)
            {
                return Err(TrustError::Damaged);
            }
        }
        Ok(())
    }
}

fn make_slot(
    new: NewWorker<'_>,
    database_key: &DatabaseKey,
    database_salt: &[u8; 16],
    randomness: &mut dyn Randomness,
) -> Result<(Slot, WorkerKeys), TrustError> {
    let pair = KeyPair::generate(randomness)?;
    let slot = wrap(new, &pair, database_key, database_salt, randomness)?;
    Ok((slot, WorkerKeys(pair)))
}

fn wrap(
    new: NewWorker<'_>,
    pair: &KeyPair,
    database_key: &DatabaseKey,
    database_salt: &[u8; 16],
    randomness: &mut dyn Randomness,
) -> Result<Slot, TrustError> {
    password::check(new.password)?;
    wire::short_text(new.name, NAME_MAX)?;
    let header = SlotHeader {
        worker: new.worker,
        name: new.name.to_owned(),
        memory_kib: new.cost.memory_kib(),
        passes: new.cost.passes(),
        lanes: new.cost.lanes(),
        salt: random::draw(randomness)?,
        nonce: random::draw(randomness)?,
        sign_public: pair.sign.verifying_key().to_bytes(),
        seal_public: pair.seal.public(),
    };
    let key = password::derive(new.password, &header.salt, new.cost)?;
    let associated = associated(&header);
    let wrapped = cipher(&key)
        .encrypt(
            Nonce::from_slice(&header.nonce),
            Payload {
                msg: pair.to_bytes().as_slice(),
                aad: &associated,
            },
        )
        .map_err(|_| TrustError::Damaged)?;
    let mut content = Zeroizing::new([0; 48]);
    content[..32].copy_from_slice(database_key.expose());
    content[32..].copy_from_slice(database_salt);
    let sealed =
        age::encrypt(&pair.seal.public(), content.as_slice()).map_err(|_| TrustError::Damaged)?;
    Ok(Slot {
        header,
        wrapped,
        sealed,
    })
}

fn associated(header: &SlotHeader) -> Vec<u8> {
    let mut bytes = SLOT_LABEL.to_vec();
    bytes.extend_from_slice(&wire::encode(header));
    bytes
}

fn cipher(key: &[u8; 32]) -> ChaCha20Poly1305 {
    ChaCha20Poly1305::new(key.into())
}

#[cfg(test)]
mod tests;
