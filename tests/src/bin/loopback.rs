//! Serves one office to a browser for the UI tests: `loopback --folder DIR [--page DIR] [--port N]`.
//!
//! Prints its address as the first line and ends when its standard input is closed, so that no test leaves it behind.
#![allow(clippy::print_stdout)]

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use goldaw_api::Desk;
use goldaw_tests::loopback::Loopback;

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let mut folder = None;
    let mut page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/dist");
    let mut port = 0;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let value = arguments
            .next()
            .ok_or_else(|| format!("{argument} needs a value"))?;
        match argument.as_str() {
            "--folder" => folder = Some(PathBuf::from(value)),
            "--page" => page = PathBuf::from(value),
            "--port" => port = value.parse()?,
            _ => return Err(format!("unknown argument {argument}").into()),
        }
    }
    let folder = folder.ok_or("--folder DIR is missing")?;

    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let server = Loopback::bind(Desk::at(&folder), page, port).await?;
        println!("{}", server.address()?);
        server.serve(input_closed()).await
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Over when whoever started this program has gone.
async fn input_closed() {
    let read = || std::io::stdin().read_to_end(&mut Vec::new());
    // Either way there is nobody left to serve.
    let _ = tokio::task::spawn_blocking(read).await;
}
