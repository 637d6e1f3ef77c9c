//! Starts the console.

fn main() {
    porchlight_console::start();
}
