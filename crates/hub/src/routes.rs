//! What may be asked of a hub, one function per intention.
//!
//! Every answer brings the challenge for the next request, so that a slow line is crossed once per request.

use std::io::{Seek, SeekFrom};
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use goldaw_bundle::Limits;
use goldaw_transport::wire::{self, Mailbox as WaitingList, Refusal, reason};
use goldaw_trust::Mailbox;
use goldaw_trust::roster::ROSTER_MAX;
use tokio::sync::Semaphore;

use crate::asker::Turns;
use crate::challenge::Challenges;
use crate::mailbox::Mailboxes;
use crate::roster_file::{NotTaken, RosterFile};
use crate::settings::Settings;
use crate::{inflow, outflow};

/// What all requests share.
pub(crate) struct Shared {
    pub settings: Settings,
    pub mailboxes: Arc<Mailboxes>,
    pub roster: RosterFile,
    pub challenges: Challenges,
    pub turns: Arc<Turns>,
    pub receiving: Semaphore,
    pub started: Instant,
}

/// A no, with its reason.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Refused(pub StatusCode, pub &'static str);

impl From<std::io::Error> for Refused {
    fn from(_: std::io::Error) -> Self {
        Self(StatusCode::INTERNAL_SERVER_ERROR, reason::DISK)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let said = serde_json::to_vec(&Refusal {
            reason: self.1.to_owned(),
        })
        .unwrap_or_default();
        (self.0, [(header::CONTENT_TYPE, "application/json")], said).into_response()
    }
}

pub(crate) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route(wire::CHALLENGE_PATH, get(challenge))
        .route(wire::PARCELS_PATH, put(put_parcel))
        .route(wire::ROSTER_PATH, put(put_roster))
        .route(wire::MAILBOX_PATH, get(list))
        .route(&wire::parcel_path("{name}"), get(parcel))
        .route(
            &format!("{}/taken", wire::parcel_path("{name}")),
            post(taken),
        )
        .with_state(shared)
}

async fn challenge(State(shared): State<Arc<Shared>>) -> Response {
    shared.answer(Ok(StatusCode::NO_CONTENT.into_response()))
}

async fn put_parcel(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let answer = shared.receive(request).await;
    shared.answer(answer)
}

async fn put_roster(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let answer = shared.take_roster(request).await;
    shared.answer(answer)
}

async fn list(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let answer = shared.waiting(&request.into_parts().0).await;
    shared.answer(answer)
}

async fn parcel(
    State(shared): State<Arc<Shared>>,
    Path(name): Path<String>,
    request: Request,
) -> Response {
    let answer = shared.hand_out(&name, &request.into_parts().0).await;
    shared.answer(answer)
}

async fn taken(
    State(shared): State<Arc<Shared>>,
    Path(name): Path<String>,
    request: Request,
) -> Response {
    let answer = shared.let_go(&name, &request.into_parts().0).await;
    shared.answer(answer)
}

impl Shared {
    /// Milliseconds since this hub started.
    pub(crate) fn now_ms(&self) -> u64 {
        self.started.elapsed().as_millis() as u64
    }

    fn answer(&self, answer: Result<Response, Refused>) -> Response {
        let mut response = answer.unwrap_or_else(Refused::into_response);
        let mut random = [0; 16];
        if getrandom::fill(&mut random).is_ok()
            && let Ok(next) = HeaderValue::from_str(&self.challenges.give(self.now_ms(), random))
        {
            response.headers_mut().insert(wire::NEXT_CHALLENGE, next);
        }
        response
    }

    async fn receive(&self, request: Request) -> Result<Response, Refused> {
        let asker = self.asker(request.method(), request.uri(), request.headers())?;
        if self.mailboxes.free_percent()? < self.settings.keep_free_percent {
            return Err(Refused(StatusCode::INSUFFICIENT_STORAGE, reason::FULL));
        }
        let busy = Refused(StatusCode::SERVICE_UNAVAILABLE, reason::BUSY);
        let _room = self.receiving.try_acquire().map_err(|_| busy)?;
        let at_most = self.settings.largest_parcel;
        let bytes =
            inflow::whole(request.into_body(), &asker.body, at_most, &self.settings).await?;
        let roster = self.roster.current()?;
        let limits = Limits {
            file: at_most,
            ..Limits::default()
        };
        let verified = goldaw_bundle::verify(&bytes, &roster, &limits)
            .map_err(|_| Refused(StatusCode::UNPROCESSABLE_ENTITY, reason::PARCEL))?;
        let recipients: Vec<Mailbox> = verified
            .recipients
            .into_iter()
            .flatten()
            .filter(|device| device.revoked_after.is_none())
            .map(|device| device.public.mailbox)
            .collect();
        if recipients.is_empty() {
            return Err(Refused(StatusCode::UNPROCESSABLE_ENTITY, reason::RECIPIENT));
        }
        let mailboxes = Arc::clone(&self.mailboxes);
        let put = on_disk(move || mailboxes.put(&bytes, &recipients)).await?;
        json(&put)
    }

    async fn take_roster(&self, request: Request) -> Result<Response, Refused> {
        let asker = self.asker(request.method(), request.uri(), request.headers())?;
        let not_taken = Refused(StatusCode::CONFLICT, reason::ROSTER);
        if self.roster.current()?.centre_device().public != asker.device.public {
            return Err(not_taken);
        }
        let bytes = inflow::whole(
            request.into_body(),
            &asker.body,
            ROSTER_MAX as u64,
            &self.settings,
        )
        .await?;
        self.roster.replace(&bytes).map_err(|why| match why {
            NotTaken::Refused => not_taken,
            NotTaken::Disk(error) => error.into(),
        })?;
        Ok(StatusCode::NO_CONTENT.into_response())
    }

    async fn waiting(&self, parts: &Parts) -> Result<Response, Refused> {
        let asker = self.asker(&parts.method, &parts.uri, &parts.headers)?;
        let mailboxes = Arc::clone(&self.mailboxes);
        let parcels = on_disk(move || mailboxes.list(&asker.device.public.mailbox)).await?;
        json(&WaitingList { parcels })
    }

    async fn hand_out(&self, name: &str, parts: &Parts) -> Result<Response, Refused> {
        let asker = self.asker(&parts.method, &parts.uri, &parts.headers)?;
        let absent = Refused(StatusCode::NOT_FOUND, reason::NO_PARCEL);
        let hash = wire::from_hex::<32>(name).ok_or(absent)?;
        let mailboxes = Arc::clone(&self.mailboxes);
        let file = on_disk(move || mailboxes.parcel(&asker.device.public.mailbox, &hash)).await?;
        let mut file = file.ok_or(absent)?;
        let length = file.metadata()?.len();
        let from = begin(&parts.headers)
            .filter(|from| *from < length)
            .unwrap_or(0);
        file.seek(SeekFrom::Start(from))?;
        let body = outflow::rest_of(file, self.settings.idle_timeout);
        let mut response = Response::new(body);
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/octet-stream"),
        );
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length - from));
        if from > 0 {
            let range = format!("bytes {from}-{}/{length}", length - 1);
            headers.extend(
                HeaderValue::from_str(&range)
                    .ok()
                    .map(|range| (header::CONTENT_RANGE, range)),
            );
            *response.status_mut() = StatusCode::PARTIAL_CONTENT;
        }
        Ok(response)
    }

    async fn let_go(&self, name: &str, parts: &Parts) -> Result<Response, Refused> {
        let asker = self.asker(&parts.method, &parts.uri, &parts.headers)?;
        let absent = Refused(StatusCode::NOT_FOUND, reason::NO_PARCEL);
        let hash = wire::from_hex::<32>(name).ok_or(absent)?;
        let mailboxes = Arc::clone(&self.mailboxes);
        let was_there =
            on_disk(move || mailboxes.taken(&asker.device.public.mailbox, &hash)).await?;
        if was_there {
            Ok(StatusCode::NO_CONTENT.into_response())
        } else {
            Err(absent)
        }
    }
}

/// Reads `bytes=N-`; every other range is answered with the whole.
fn begin(headers: &HeaderMap) -> Option<u64> {
    headers
        .get(header::RANGE)?
        .to_str()
        .ok()?
        .strip_prefix("bytes=")?
        .strip_suffix('-')?
        .parse()
        .ok()
}

fn json<T: serde::Serialize>(value: &T) -> Result<Response, Refused> {
    let said = serde_json::to_vec(value)
        .map_err(|_| Refused(StatusCode::INTERNAL_SERVER_ERROR, reason::DISK))?;
    Ok((
        [(header::CONTENT_TYPE, "application/json")],
        Body::from(said),
    )
        .into_response())
}

/// Runs work that waits for the disk where it holds nobody up.
async fn on_disk<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, Refused> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| Refused(StatusCode::INTERNAL_SERVER_ERROR, reason::DISK))?
        .map_err(Refused::from)
}
