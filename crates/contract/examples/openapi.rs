//! Prints the OpenAPI document; `cargo xtask gen` writes it to `openapi.json`.

use std::io::Write;

fn main() -> std::io::Result<()> {
    std::io::stdout().write_all(contract::document().as_bytes())
}
