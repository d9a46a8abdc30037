//! Handing a parcel out piece by piece: memory for one piece, and an end to it when nobody reads on.

use std::convert::Infallible;
use std::fs::File;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use hyper::body::Frame;
use tokio::io::AsyncReadExt;
use tokio::sync::mpsc::{Receiver, channel};
use tokio::time::timeout;

const PIECE: usize = 64 << 10;

struct Pieces(Receiver<Bytes>);

impl HttpBody for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0
            .poll_recv(context)
            .map(|piece| piece.map(|bytes| Ok(Frame::data(bytes))))
    }
}

/// Streams the rest of a file. When reading fails or the other side goes silent the body ends early, which the promised
/// length shows.
pub(crate) fn rest_of(file: File, idle: Duration) -> Body {
    let (sender, receiver) = channel(1);
    tokio::spawn(async move {
        let mut file = tokio::fs::File::from_std(file);
        loop {
            let mut piece = vec![0; PIECE];
            match file.read(&mut piece).await {
                Ok(length) if length > 0 => piece.truncate(length),
                _ => break,
            }
            if !matches!(timeout(idle, sender.send(piece.into())).await, Ok(Ok(()))) {
                break;
            }
        }
    });
    Body::new(Pieces(receiver))
}
