//! Examples of an enum for tests that pin how it is written.

/// A list with an example for each variant, behind the pattern of the variant. It does not compile without one.
macro_rules! one_of_each {
    ($($pattern:pat => ($value:expr, $written:expr $(,)?)),+ $(,)?) => {{
        let examples = [$(($value, $written)),+];
        for (value, _) in &examples {
            match value {
                $($pattern => {})+
            }
        }
        examples
    }};
}
