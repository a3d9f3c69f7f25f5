//! A line that can be disturbed: TCP to one address, cut, silent, slow, or turned to another address.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

const BUFFER_BYTES: usize = 16 * 1_024;

/// What a line does to what goes over it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    #[default]
    None,
    /// Every connection ends, and a new one is refused.
    Cut,
    /// Nothing arrives, in either direction, and nobody is told.
    Silent,
    /// What the client sends does not arrive; what it is sent does.
    SilentThere,
    /// What the client is sent does not arrive; what it sends does.
    SilentBack,
    /// Everything is late by this long, in each direction.
    Slow(Duration),
}

/// A proxy on a port of its own. It ends when it is dropped, with all its connections.
#[derive(Debug)]
pub struct FaultProxy {
    address: SocketAddr,
    line: Arc<watch::Sender<Line>>,
    accepting: JoinHandle<()>,
}

#[derive(Clone, Copy, Debug)]
struct Line {
    target: SocketAddr,
    fault: Fault,
    /// Connections of an earlier target end.
    turn: u32,
    is_open: bool,
}

#[derive(Clone, Copy)]
enum Direction {
    There,
    Back,
}

impl Fault {
    fn silences(self, direction: Direction) -> bool {
        match (self, direction) {
            (Self::Silent, _) | (Self::SilentThere, Direction::There) | (Self::SilentBack, Direction::Back) => true,
            (Self::None | Self::Cut | Self::SilentThere | Self::SilentBack | Self::Slow(_), _) => false,
        }
    }
}

impl FaultProxy {
    /// Starts a line to a port of this machine.
    pub async fn to(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("it is bound");
        let line =
            Line { target: SocketAddr::from(([127, 0, 0, 1], port)), fault: Fault::None, turn: 0, is_open: true };
        let line = Arc::new(watch::Sender::new(line));
        let lines = Arc::clone(&line);
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(connect(client, lines.subscribe()));
            }
        });
        Self { address, line, accepting }
    }

    /// The port to connect to.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// From now on.
    pub fn set(&self, fault: Fault) {
        self.line.send_modify(|line| line.fault = fault);
    }

    /// Leads to another port; connections to the one before end.
    pub fn turn_to(&self, port: u16) {
        self.line.send_modify(|line| {
            line.target.set_port(port);
            line.turn += 1;
        });
    }
}

impl Drop for FaultProxy {
    fn drop(&mut self) {
        self.accepting.abort();
        self.line.send_modify(|line| line.is_open = false);
    }
}

async fn connect(client: TcpStream, mut line: watch::Receiver<Line>) {
    let begun = *line.borrow_and_update();
    if begun.fault == Fault::Cut {
        return;
    }
    let Ok(server) = TcpStream::connect(begun.target).await else { return };
    // A frame must not wait for more to send.
    let _unset = (client.set_nodelay(true), server.set_nodelay(true));
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let there = pump(from_client, to_server, line.clone(), Direction::There);
    let back = pump(from_server, to_client, line.clone(), Direction::Back);
    let ended = line.wait_for(|line| line.fault == Fault::Cut || line.turn != begun.turn || !line.is_open);
    tokio::select! {
        () = there => {}
        () = back => {}
        _ = ended => {}
    }
}

async fn pump(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut line: watch::Receiver<Line>, direction: Direction) {
    let mut buffer = vec![0; BUFFER_BYTES];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        let fault = line.borrow_and_update().fault;
        if let Fault::Slow(late) = fault {
            tokio::time::sleep(late).await;
        }
        // What was on its way when the line fell silent arrives when it speaks again, as TCP would send it anew.
        if line.wait_for(|line| !line.fault.silences(direction)).await.is_err() {
            return;
        }
        if to.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
}
