//! Bills of materials and advisories, whose services and packages name who provides them: `CycloneDX`, SPDX
//! 2 and CSAF. A row's provider is who it is, its name the product.

use serde_json::{Map, Value, json};

/// Bills nest services in services, and advisories branches in branches; deeper ones are left.
const DEPTH: usize = 16;

/// The providers that such a document names, as plain records; none where it names none.
pub(super) fn of(value: &Value) -> Option<Value> {
    let mut rows = Vec::new();
    let (title, day) = if value.get("bomFormat").is_some() {
        services(value, &mut rows, 0);
        let metadata = value.get("metadata");
        (
            metadata.and_then(|data| data.get("component")?.get("name")),
            metadata.and_then(|data| data.get("timestamp")),
        )
    } else if value.get("spdxVersion").is_some() {
        rows.extend(items(value, "packages").filter_map(package));
        (value.get("name"), value.get("creationInfo").and_then(|info| info.get("created")))
    } else {
        let tree = value.get("product_tree")?;
        vendors(tree, &mut rows, 0);
        let document = value.get("document");
        (
            document.and_then(|document| document.get("title")),
            document.and_then(|document| document.get("tracking")?.get("current_release_date")),
        )
    };
    (!rows.is_empty()).then(|| json!({"title": title, "last_modified": day, "services": rows}))
}

fn items<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> + use<'v> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn text<'v>(value: &'v Value, keys: &[&str]) -> Option<&'v str> {
    let texts = keys.iter().filter_map(|key| value.get(*key)?.as_str());
    texts.map(str::trim).find(|text| !text.is_empty() && *text != "NOASSERTION" && *text != "NONE")
}

/// One row: what is not said is left out.
fn row(fields: [(&str, Option<String>); 5]) -> Value {
    let said = fields.into_iter().filter_map(|(key, text)| Some((key.to_owned(), Value::String(text?))));
    Value::Object(said.collect::<Map<String, Value>>())
}

/// The services of a bill in `CycloneDX` that name their provider, or stand where others do.
fn services(value: &Value, rows: &mut Vec<Value>, depth: usize) {
    for service in items(value, "services") {
        let provider = service.get("provider");
        let name = text(service, &["name"]);
        let who = provider.and_then(|provider| text(provider, &["name"])).or(name);
        let data: Vec<&str> =
            items(service, "data").filter_map(|data| text(data, &["classification", "name"])).collect();
        let url = provider.and_then(|provider| items(provider, "url").find_map(Value::as_str));
        rows.push(row([
            ("provider", who.map(str::to_owned)),
            ("product", name.filter(|name| Some(*name) != who).map(str::to_owned)),
            ("purpose", text(service, &["description"]).map(str::to_owned)),
            ("data", Some(data.join(", ")).filter(|data| !data.is_empty())),
            ("url", url.map(str::to_owned)),
        ]));
        if depth < DEPTH {
            services(service, rows, depth + 1);
        }
    }
}

/// A package of SPDX whose supplier is told: `Organization: Acme Inc. (mail@acme.test)`.
fn package(package: &Value) -> Option<Value> {
    let supplier = text(package, &["supplier", "originator"])?;
    let who = supplier.split_once(": ").map_or(supplier, |(_, who)| who);
    let who = who.rsplit_once(" (").filter(|(_, rest)| rest.contains('@')).map_or(who, |(who, _)| who).trim();
    Some(row([
        ("provider", Some(who.to_owned())),
        ("product", text(package, &["name"]).filter(|name| *name != who).map(str::to_owned)),
        ("purpose", text(package, &["summary", "description", "comment"]).map(str::to_owned)),
        ("url", text(package, &["homepage"]).map(str::to_owned)),
        ("notes", text(package, &["attributionText"]).map(str::to_owned)),
    ]))
}

/// The vendors in an advisory's tree of products, each with its products.
fn vendors(value: &Value, rows: &mut Vec<Value>, depth: usize) {
    for branch in items(value, "branches") {
        if text(branch, &["category"]) == Some("vendor") {
            let products: Vec<&str> =
                items(branch, "branches").filter_map(|product| text(product, &["name"])).collect();
            rows.push(row([
                ("provider", text(branch, &["name"]).map(str::to_owned)),
                ("product", Some(products.join(", ")).filter(|products| !products.is_empty())),
                ("purpose", None),
                ("url", None),
                ("notes", None),
            ]));
        } else if depth < DEPTH {
            vendors(branch, rows, depth + 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_provider_of_a_service_is_who_it_is_and_its_name_the_product() {
        let bill = json!({
            "bomFormat": "CycloneDX",
            "metadata": {"timestamp": "2026-05-01T10:00:00Z", "component": {"name": "Our App"}},
            "components": [{"name": "left-pad", "version": "1.0.0"}],
            "services": [
                {"name": "Object Store", "provider": {"name": "Acme Inc.", "url": ["https://acme.test"]},
                 "description": "Files", "data": [{"classification": "PII", "flow": "outbound"}],
                 "services": [{"name": "Beta", "provider": {"name": "Beta"}}]},
            ],
        });
        assert_eq!(
            of(&bill).unwrap(),
            json!({"title": "Our App", "last_modified": "2026-05-01T10:00:00Z", "services": [
                {"provider": "Acme Inc.", "product": "Object Store", "purpose": "Files", "data": "PII",
                 "url": "https://acme.test"},
                {"provider": "Beta"},
            ]})
        );
    }

    #[test]
    fn suppliers_of_packages_and_vendors_of_advisories_are_told() {
        let packages = json!({"spdxVersion": "SPDX-2.3", "name": "services", "packages": [
            {"name": "Pay", "supplier": "Organization: Acme Inc. (law@acme.test)",
             "downloadLocation": "NOASSERTION",
             "summary": "Payments"},
            {"name": "left-pad", "supplier": "NOASSERTION"},
        ]});
        assert_eq!(
            of(&packages).unwrap()["services"],
            json!([{"provider": "Acme Inc.", "product": "Pay", "purpose": "Payments"}])
        );
        let advisory = json!({"document": {"title": "A"}, "product_tree": {"branches": [
            {"category": "vendor", "name": "Acme", "branches": [{"category": "product_name", "name": "Pay"}]},
        ]}});
        assert_eq!(of(&advisory).unwrap()["services"], json!([{"provider": "Acme", "product": "Pay"}]));
        for other in [json!([]), json!({"services": [{"name": "A"}]}), json!({"bomFormat": "CycloneDX"})] {
            assert_eq!(of(&other), None);
        }
    }
}
