//! Starts the inbox.

fn main() {
    porchlight_console::start();
}
