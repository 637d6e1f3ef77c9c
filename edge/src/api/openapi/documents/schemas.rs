//! Schemas that no operation names itself.

use utoipa::{PartialSchema, ToSchema, openapi::Components};

/// Adds the schema of `T` to a document's components.
pub(super) fn add<T: ToSchema + PartialSchema>(components: &mut Components) {
    components
        .schemas
        .insert(T::name().into_owned(), T::schema());
}
