//! Bodies, which take room while they are under way and must come in time.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use axum::body::{Body, Bytes, HttpBody as _};
use futures::StreamExt as _;
use tokio::time::Instant;

use super::{Full, Room, Share, Source};
use crate::problem::{Code, Problem};

/// Why no more is read of a body.
#[derive(Clone, Copy, Debug)]
struct Cut(Code);

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.title())
    }
}

impl Error for Cut {}

fn cut(code: Code) -> axum::Error {
    axum::Error::new(Cut(code))
}

impl Room {
    /// A body of which at most so much is read: it takes room for its length if it tells one, for
    /// what has come of it otherwise, until the share is dropped, and must have come in time.
    ///
    /// Nothing is read of one that tells a greater length, and it takes no room.
    ///
    /// # Errors
    /// If there is no room for what it tells of its length; nothing of it is read then.
    pub(crate) fn held(
        &self,
        body: Body,
        source: Source,
        most: usize,
    ) -> Result<(Body, Option<Arc<Share>>), Problem> {
        if body.is_end_stream() {
            return Ok((body, None));
        }
        let stated = body.size_hint().exact();
        if stated.is_some_and(|stated| stated > u64::try_from(most).unwrap_or(u64::MAX)) {
            let pieces = futures::stream::iter([Err::<Bytes, _>(cut(Code::TooLarge))]);
            return Ok((Body::from_stream(pieces), None));
        }
        let share = Arc::new(Share::none(&self.bodies, source));
        if let Some(stated) = stated {
            share.grow(stated).map_err(|full| Problem::new(self.no_room(full)))?;
        }
        let held = Arc::clone(&share);
        let reading = Reading { room: self.clone(), share, is_counted: stated.is_some() };
        Ok((reading.of(body), Some(held)))
    }

    fn no_room(&self, full: Full) -> Code {
        self.body_refused(full.name());
        match full {
            Full::All => Code::DoorFull,
            Full::Each => Code::TooMuch,
        }
    }
}

/// A body as far as it has come.
struct Reading {
    room: Room,
    share: Arc<Share>,
    /// Whether room was taken for its length.
    is_counted: bool,
}

impl Reading {
    /// The body, whose time begins now.
    fn of(self, body: Body) -> Body {
        let until = Instant::now() + self.room.bounds.body;
        let begun = Some((body.into_data_stream(), self));
        Body::from_stream(futures::stream::unfold(begun, move |reading| async move {
            let (mut pieces, reading) = reading?;
            match tokio::time::timeout_at(until, pieces.next()).await {
                Ok(None) => None,
                Ok(Some(Ok(piece))) => match reading.take(&piece) {
                    Ok(()) => Some((Ok(piece), Some((pieces, reading)))),
                    Err(code) => Some((Err(cut(code)), None)),
                },
                Ok(Some(Err(error))) => Some((Err(error), None)),
                Err(_) => {
                    reading.room.body_refused("slow");
                    Some((Err(cut(Code::TooSlow)), None))
                }
            }
        }))
    }

    /// Takes room for a piece for which none was taken.
    fn take(&self, piece: &Bytes) -> Result<(), Code> {
        if self.is_counted {
            return Ok(());
        }
        let length = u64::try_from(piece.len()).unwrap_or(u64::MAX);
        self.share.grow(length).map_err(|full| self.room.no_room(full))
    }
}

/// All of a body, of at most so many bytes.
///
/// # Errors
/// [`Code::TooLarge`] if it is longer, [`Code::BrokenBody`] if it was cut off on its way or its
/// pieces are not of their form, or why no more of it was read.
pub(crate) async fn read(body: Body, most: usize) -> Result<Bytes, Problem> {
    axum::body::to_bytes(body, most).await.map_err(|error| {
        let mut cause: Option<&(dyn Error + 'static)> = Some(&error);
        while let Some(error) = cause {
            if let Some(Cut(code)) = error.downcast_ref() {
                return Problem::new(*code);
            }
            if error.is::<hyper::Error>() {
                return Problem::new(Code::BrokenBody);
            }
            cause = error.source();
        }
        Problem::new(Code::TooLarge)
    })
}

#[cfg(test)]
mod tests {
    // Not a scenario: what strangers take up is the door's alone.
    use std::time::Duration;

    use super::super::Bounds;
    use super::*;

    const LONGEST: usize = 100;

    fn room() -> Room {
        let bounds = Bounds { body_bytes: 200, body_bytes_each: 60, ..Bounds::default() };
        Room::new(Bounds { body: Duration::from_millis(20), ..bounds })
    }

    fn from(last: u8) -> Source {
        Source::of(std::net::IpAddr::from([192, 0, 2, last]))
    }

    fn code<T>(told: Result<T, Problem>) -> Option<Code> {
        told.err().map(|problem| problem.code)
    }

    /// One that tells no length: so many bytes in each piece.
    fn pieces(lengths: &[usize]) -> Body {
        let pieces: Vec<_> =
            lengths.iter().map(|length| Ok::<_, Cut>(vec![b'x'; *length])).collect();
        Body::from_stream(futures::stream::iter(pieces))
    }

    #[tokio::test]
    async fn a_body_takes_room_for_the_length_it_tells_until_its_share_is_dropped() {
        let room = room();
        let (body, share) = room.held(Body::from(vec![b'x'; 50]), from(1), LONGEST).unwrap();
        assert_eq!(room.bodies.taken().get(), 50, "before anything is read");
        assert_eq!(
            code(room.held(Body::from(vec![b'x'; 11]), from(1), LONGEST)),
            Some(Code::TooMuch)
        );
        assert_eq!(read(body, LONGEST).await.unwrap().len(), 50);
        assert_eq!(room.bodies.taken().get(), 50, "while it is answered");
        drop(share);
        assert_eq!(room.bodies.taken().get(), 0);
    }

    #[tokio::test]
    async fn a_body_that_tells_no_length_takes_room_as_it_comes() {
        let room = room();
        let (body, share) = room.held(pieces(&[30, 30]), from(1), LONGEST).unwrap();
        assert_eq!(room.bodies.taken().get(), 0);
        assert_eq!(read(body, LONGEST).await.unwrap().len(), 60);
        assert_eq!(room.bodies.taken().get(), 60);
        drop(share);
        let (body, share) = room.held(pieces(&[30, 31]), from(1), LONGEST).unwrap();
        assert_eq!(code(read(body, LONGEST).await), Some(Code::TooMuch));
        drop(share);
        assert_eq!(room.bodies.taken().get(), 0);
    }

    #[tokio::test]
    async fn nothing_is_read_of_a_body_that_tells_too_great_a_length() {
        let room = room();
        let body = Body::from(vec![b'x'; LONGEST + 1]);
        let (body, share) = room.held(body, from(1), LONGEST).unwrap();
        assert!(share.is_none() && room.bodies.taken().get() == 0);
        assert_eq!(code(read(body, usize::MAX).await), Some(Code::TooLarge));
    }

    #[tokio::test]
    async fn a_body_that_does_not_come_is_given_up() {
        let room = room();
        let never = futures::stream::pending::<Result<Vec<u8>, Cut>>();
        let (body, share) = room.held(Body::from_stream(never), from(1), LONGEST).unwrap();
        assert_eq!(code(read(body, LONGEST).await), Some(Code::TooSlow));
        drop(share);
        assert_eq!(room.bodies.taken().get(), 0);
    }
}
