//! Reading a body: no longer than allowed, no slower than allowed, and exactly the one that was signed.

use std::future::poll_fn;
use std::pin::Pin;

use axum::body::{Body, HttpBody};
use axum::http::StatusCode;
use goldaw_transport::wire::reason;
use tokio::time::timeout;

use crate::routes::Refused;
use crate::settings::Settings;

/// Reads a whole body.
pub(crate) async fn whole(
    mut body: Body,
    signed: &[u8; 32],
    at_most: u64,
    settings: &Settings,
) -> Result<Vec<u8>, Refused> {
    let too_large = Refused(StatusCode::PAYLOAD_TOO_LARGE, reason::TOO_LARGE);
    if body.size_hint().lower() > at_most {
        return Err(too_large);
    }
    let slow = Refused(StatusCode::REQUEST_TIMEOUT, reason::SLOW);
    let mut bytes = Vec::new();
    loop {
        let next = poll_fn(|context| Pin::new(&mut body).poll_frame(context));
        match timeout(settings.idle_timeout, next)
            .await
            .map_err(|_| slow)?
        {
            None => break,
            Some(Err(_)) => return Err(Refused(StatusCode::BAD_REQUEST, reason::BODY)),
            Some(Ok(frame)) => {
                if let Ok(piece) = frame.into_data() {
                    if (bytes.len() + piece.len()) as u64 > at_most {
                        return Err(too_large);
                    }
                    bytes.extend_from_slice(&piece);
                }
            }
        }
    }
    if blake3::hash(&bytes) == *signed {
        Ok(bytes)
    } else {
        Err(Refused(StatusCode::BAD_REQUEST, reason::BODY))
    }
}
