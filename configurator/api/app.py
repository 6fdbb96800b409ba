"""The route table: everything that can be asked, in the order of a day's work. `openapi` is made of it, and tests are.

    app = application(Serving(catalogs=("studio",), registry="codes.db"))

`service` tells what a request passes until its route is found, `endpoint` what it passes then.
"""

from __future__ import annotations

from starlette.applications import Starlette

from configurator.access_keys import Scope
from configurator.answers.codes import ChangesAnswer, IssueAnswer, IssuedLine, ResolveAnswer
from configurator.answers.configurations import CodeAnswer, VerdictAnswer
from configurator.answers.explained import ExplainedAnswer
from configurator.api import batches, codes, descriptions, judging, operation, pictures, possible, values
from configurator.api import messages as m
from configurator.api.call import Route, by_language
from configurator.api.metrics import MEDIA as FIGURES
from configurator.api.reply import LINES
from configurator.api.service import Service
from configurator.media.pictures import MEDIA
from configurator.serving import Serving

PRODUCT = "/v1/catalogs/{catalog}/products/{product}"

_NOT_VALID = {422: "not-valid: what is wrong stands in `errors`; needs-identity-key; wrong-fact"}
_ISSUED = {422: f"{_NOT_VALID[422]}; keeps-no-private-text: this service has no owner's key to keep it with"}
_TOO_COMPLEX = {422: "too-complex: it cannot be answered exactly within the limits; wrong-fact; unknown-option"}
_UNRELEASED = {409: "unreleased: this state of the catalog is not published in the registry, and others are"}
_CODES = {409: "ambiguous-code: several products share the short code; `codes` tells them apart"}
_PICTURES = {422: "unreadable-picture, too-many-pixels-picture, several-pictures-picture, wrong-digest"}
_PICTURE_TYPES = (*(f"image/{each}" for each in MEDIA), "application/octet-stream")

ROUTES: tuple[Route, ...] = (
    Route(
        "GET", "/v1/catalogs", "catalogs", "All catalogs that are served, with their releases and products.",
        Scope.READ, descriptions.catalogs, {200: m.CatalogsAnswer}, tag=lambda call: call.tag(),
    ),
    Route(
        "GET", "/v1/catalogs/{catalog}", "catalog", "One catalog.",
        Scope.READ, descriptions.catalog, {200: m.CatalogAnswer}, m.LanguageQuery, tag=by_language,
    ),
    Route(
        "GET", PRODUCT, "product", "A product: what is asked of a customer, and under which conditions.",
        Scope.READ, descriptions.product, {200: m.ProductDescription}, m.LanguageQuery, tag=by_language,
    ),
    Route(
        "GET", f"{PRODUCT}/schema", "schema", "The JSON Schema of a product's configurations.",
        Scope.READ, descriptions.schema, {200: "application/schema+json"}, m.SchemaQuery, tag=by_language,
        aside=True,
    ),
    Route(
        "GET", f"{PRODUCT}/runtime", "runtime", "A product as the browser runtime loads it, for answers offline.",
        Scope.READ, descriptions.runtime, {200: "application/json"}, tag=lambda call: call.tag(), aside=True,
    ),
    Route(
        "GET", f"{PRODUCT}/options/{{option}}/values", "values", "The values of an option, searched and paged by key.",
        Scope.READ, values.values, {200: m.ValuesPage}, m.ValuesQuery, tag=by_language, aside=True,
    ),
    Route(
        "POST", f"{PRODUCT}/options/{{option}}/values", "possibleValues",
        "The same after choices: first the values that are still possible, then the others, and what excludes them.",
        Scope.READ, values.possible, {200: m.PossiblePage}, m.LanguageQuery, m.ValuesMessage, _TOO_COMPLEX, aside=True,
    ),
    Route(
        "POST", f"{PRODUCT}/complete", "complete",
        "What each option can still be after choices, so that no click leads to a dead end.",
        Scope.READ, possible.complete, {200: m.PossibleAnswer}, m.LanguageQuery, m.CompleteMessage, _TOO_COMPLEX,
        aside=True,
    ),
    Route(
        "POST", f"{PRODUCT}/explain", "explain",
        "Why choices exclude one another, and the nearest repairs, the cheapest first.",
        Scope.READ, possible.explain, {200: ExplainedAnswer}, m.LanguageQuery, m.ExplainMessage, _TOO_COMPLEX,
        aside=True,
    ),
    Route(
        "POST", f"{PRODUCT}/validate", "validate", "Whether a configuration is valid, and all that is wrong with it.",
        Scope.VALIDATE, judging.validate, {200: VerdictAnswer}, m.LanguageQuery, m.SaleMessage,
        {422: "wrong-fact: the sale has no such fact, or it cannot be so"},
    ),
    Route(
        "POST", f"{PRODUCT}/offer", "offer",
        "What a valid configuration comes to, and whether it may be sold for these facts on this day.",
        Scope.VALIDATE, judging.offer, {200: m.OfferAnswer}, m.LanguageQuery, m.SaleMessage, _NOT_VALID,
    ),
    Route(
        "POST", f"{PRODUCT}/code", "code", "The virtual product code of a valid configuration; nothing is stored.",
        Scope.VALIDATE, judging.coding, {200: CodeAnswer}, m.CodeQuery, m.ChoicesMessage, _NOT_VALID,
    ),
    Route(
        "POST", f"{PRODUCT}/issue", "issue",
        "Give a valid configuration its code and remember it; safe to repeat, and durable once it is answered.",
        Scope.ISSUE, judging.issue, {200: IssueAnswer, 201: IssueAnswer}, m.LanguageQuery, m.ChoicesMessage,
        {**_ISSUED, **_UNRELEASED}, aside=True,
    ),
    Route(
        "POST", f"{PRODUCT}/batch", "batch",
        "Many configurations, a line each: verdicts, codes or, with the scope `issue`, issued.",
        Scope.VALIDATE, batches.batch, {200: LINES}, m.BatchQuery, (LINES,),
        {413: "too-large, too-many-lines", 422: "wrong-fact", **_UNRELEASED}, aside=True,
        most_bytes=lambda serving: serving.limits.batch,
        also=(Scope.ISSUE, "answer", "issue"), lines=(m.VerdictLine, m.CodedLine, IssuedLine, m.NotAnswered),
    ),
    Route(
        "GET", "/v1/codes/{code}", "resolve", "What was issued under a code, verified; also what was retired since.",
        Scope.RESOLVE, codes.resolve, {200: ResolveAnswer}, m.ResolveQuery, problems=_CODES, aside=True,
        also=(Scope.RESOLVE_PRIVATE, "private", True),
    ),
    Route(
        "POST", "/v1/codes", "resolveMany", "The same for up to 1,000 codes; what has no answer stops nothing.",
        Scope.RESOLVE, codes.resolve_many, {200: m.ResolvedCodes}, None, m.CodesMessage, aside=True,
    ),
    Route(
        "GET", "/v1/changes", "changes", "What has happened in the registry after a number, for those who follow it.",
        Scope.RESOLVE, codes.changes, {200: ChangesAnswer}, m.ChangesQuery, aside=True,
    ),
    Route(
        "POST", "/v1/images", "uploadImage", "Keep a picture, and hear its digest, which choices name it by.",
        Scope.ISSUE, pictures.upload, {200: m.ImageAnswer, 201: m.ImageAnswer}, None, _PICTURE_TYPES, _PICTURES,
        aside=True, most_bytes=lambda serving: serving.limits.image,
    ),
    Route(
        "PUT", "/v1/images/{digest}", "putImage", "Keep a picture under its digest; safe to repeat.",
        Scope.ISSUE, pictures.put, {200: m.ImageAnswer, 201: m.ImageAnswer}, None, _PICTURE_TYPES, _PICTURES,
        aside=True, most_bytes=lambda serving: serving.limits.image,
    ),
    Route(
        "GET", "/v1/images/{digest}", "image", "The bytes of a picture that was uploaded.",
        Scope.RESOLVE, pictures.image, {200: "image/*"}, aside=True,
    ),
    Route(
        "GET", "/openapi.json", "openapi", "This service, as OpenAPI 3.1.",
        None, operation.openapi, {200: m.OpenApiDocument}, tag=lambda call: call.tag(call.root),
    ),
    Route(
        "GET", "/livez", "live", "Whether the process answers.", None, operation.live, {200: m.HealthAnswer},
    ),
    Route(
        "GET", "/readyz", "ready", "Whether catalogs are loaded and the registry answers.",
        None, operation.ready, {200: m.HealthAnswer, 503: m.HealthAnswer}, aside=True,
        at_hand=operation.ready_at_hand,
    ),
    Route(
        "GET", "/metrics", "metrics", "Figures for Prometheus.", None, operation.figures, {200: FIGURES},
    ),
)  # fmt: skip
"""Everything that can be asked; programs call a route by its name, which is permanent."""


def application(serving: Serving) -> Starlette:
    """The service as an application of Starlette, to be run, wrapped, or mounted in another one under a prefix.

    Its lifespan looks after what has changed; whoever mounts it enters that in its own. `application(…).state.service`
    is its `Service`. Raises as `Service.begun`.
    """
    return Service.begun(ROUTES, serving).app
