//! Starts the widget.

fn main() {
    porchlight_widget::start();
}
