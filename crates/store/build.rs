//! A new migration is a new file, which the compiler does not know of.

fn main() {
    println!("cargo::rerun-if-changed=src/sqlite/migrations");
}
