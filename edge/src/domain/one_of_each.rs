//! Examples of each variant of an enum, for tests that pin its JSON.

/// A list with an example for each variant, behind the pattern of the variant. If one is missing, it does not compile.
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
