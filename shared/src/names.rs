//! Enums whose variants each have one name on the wire, in the database and in the documents.

use std::{error::Error, fmt};

/// The error for a name that no variant has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownName;

impl fmt::Display for UnknownName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("unknown name")
    }
}

impl Error for UnknownName {}

/// The message for a name that is not in `known`, in serde's words.
pub fn unknown(name: &str, known: &[&str]) -> String {
    format!(
        "unknown variant `{name}`, expected one of `{}`",
        known.join("`, `")
    )
}

/// Defines an enum from one list of variants and their names: the enum with serde's traits, `ALL` in the order of the
/// list, `name()` and [`FromStr`](std::str::FromStr). Other derives go before the enum. Serde reads and writes the
/// names through these functions, because its own derived code for an enum is larger.
#[macro_export]
macro_rules! names {
    ($(
        $(#[$meta:meta])*
        $vis:vis enum $type:ident {$(
            $(#[$variant_meta:meta])*
            $variant:ident = $name:tt,
        )+}
    )+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, ::serde::Serialize, ::serde::Deserialize)]
        #[serde(into = "&'static str", try_from = "String")]
        $vis enum $type {$(
            $(#[$variant_meta])*
            #[serde(rename = $name)]
            $variant,
        )+}

        impl $type {
            /// All variants, in the order of their definition.
            $vis const ALL: [Self; [$($name),+].len()] = [$(Self::$variant),+];

            /// The name on the wire and in the database.
            $vis const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }
        }

        impl ::std::str::FromStr for $type {
            type Err = $crate::names::UnknownName;

            fn from_str(name: &str) -> Result<Self, $crate::names::UnknownName> {
                match name {
                    $($name => Ok(Self::$variant),)+
                    _ => Err($crate::names::UnknownName),
                }
            }
        }

        impl From<$type> for &'static str {
            fn from(one: $type) -> Self {
                one.name()
            }
        }

        impl TryFrom<String> for $type {
            type Error = String;

            fn try_from(name: String) -> Result<Self, String> {
                let known = Self::ALL.map(Self::name);
                name.parse().map_err(|_| $crate::names::unknown(&name, &known))
            }
        }
    )+};
}

#[cfg(test)]
mod tests {
    use super::*;

    crate::names! {
        #[derive(Default)]
        enum Season {
            #[default]
            Spring = "early:spring",
            Summer = "*",
        }
    }

    #[test]
    fn a_name_is_written_and_read_alike_everywhere() {
        assert_eq!(Season::ALL.map(Season::name), ["early:spring", "*"]);
        for season in Season::ALL {
            let json = format!("{:?}", season.name());
            assert_eq!(serde_json::to_string(&season).unwrap(), json);
            assert_eq!(serde_json::from_str::<Season>(&json).unwrap(), season);
            assert_eq!(season.name().parse(), Ok(season));
        }
        assert_eq!("Spring".parse::<Season>(), Err(UnknownName));
        let error = serde_json::from_str::<Season>("\"autumn\"").unwrap_err();
        assert_eq!(
            error.to_string(),
            "unknown variant `autumn`, expected one of `early:spring`, `*`"
        );
        assert_eq!(Season::default(), Season::Spring);
    }
}
