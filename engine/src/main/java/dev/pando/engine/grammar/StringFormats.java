package dev.pando.engine.grammar;

import java.util.Map;

/// The values of `format` that are followed, as patterns; narrower than their standards, never wider.
final class StringFormats {

    private static final String DATE = "[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))";
    private static final String TIME = "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,6})?(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9])";
    private static final String LABEL = "[a-z][a-z0-9]{0,15}(-[a-z0-9]{1,15})?";
    // Validators know which top-level domains there are.
    private static final String TOP = "(com|org|net|edu|info|io|dev|eu|de|at|ch|fr|es|it|nl|pl|uk|us|ca|br|in|jp|cn|au)";
    private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";

    /// Format to pattern.
    static final Map<String, String> PATTERNS = Map.of("date", "^" + DATE + "$", "time", "^" + TIME + "$",
            "date-time", "^" + DATE + "T" + TIME + "$", "uuid",
            "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
            "email", "^[a-z0-9]{1,20}([._+-][a-z0-9]{1,20})?@(" + LABEL + "\\.){1,3}" + TOP + "$", "hostname",
            "^(" + LABEL + "\\.){0,4}" + LABEL + "$", "ipv4", "^(" + BYTE + "\\.){3}" + BYTE + "$", "uri",
            "^https?://(" + LABEL + "\\.){1,4}" + TOP + "(/[A-Za-z0-9._~-]{0,40}){0,8}$", "ipv6",
            "^([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}$", "duration",
            "^P([0-9]{1,4}D(T[0-9]{1,4}[HMS])?|T[0-9]{1,4}[HMS]|[0-9]{1,4}[YMW])$");

    private StringFormats() {}
}
