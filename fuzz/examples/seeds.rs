//! Writes what chance begins with: `cargo run --example seeds`, in `fuzz`.

fn main() -> std::io::Result<()> {
    goldaw_fuzz::seeds::write(env!("CARGO_MANIFEST_DIR").as_ref())
}
