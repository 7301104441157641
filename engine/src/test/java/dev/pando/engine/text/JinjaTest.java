package dev.pando.engine.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The Jinja that templates are written in, piece by piece; whole templates are in [ChatTemplateTest].
class JinjaTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-07-04T13:05:09Z"), ZoneOffset.UTC);

    private static Map<String, Object> map(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) map.put((String) pairs[i], pairs[i + 1]);
        return map;
    }

    private static Map<String, Object> variables() {
        List<Object> messages = new ArrayList<>(
                List.of(map("role", "system", "content", " Sys "), map("role", "user", "content", "Hi a,b"),
                        map("role", "assistant", "content", "Yo"), map("role", "user", "content", "Q2")));
        return map("messages", messages, "tools", List.of(map("name", "f", "n", 2, "on", true)), "d",
                map("k", "v", "z", null), "text",
                "a\nb", "add_generation_prompt", true);
    }

    private static String render(String template) {
        return new Jinja(template).render(variables(), CLOCK);
    }

    private static String refusal(String template) {
        return assertTimeoutPreemptively(Duration.ofSeconds(120),
                () -> assertThrows(TextException.class,
                        () -> new Jinja(template).render(variables(), Clock.systemUTC())).getMessage(),
                template.length() > 100 ? template.substring(0, 100) : template);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', quoteCharacter = '`', value = {"{{ messages[-1]['role'] }}§user",
            "{% for m in messages[1:] %}{{ m.role }},{% endfor %}§user,assistant,user,",
            "{% for m in messages[1:3] %}{{ m.content }};{% endfor %}§Hi a,b;Yo;", "{{ messages[:-1] | length }}§3",
            "{% for m in messages[::-1] %}{{ m.role[0] }}{% endfor %}§uaus",
            "{{ messages[0]['content'].strip() }}|§Sys|",
            "{{ '[::-1]' }}§[::-1]", "{% if 'abc'.startswith('a') and not 'abc'.endswith(('x', 'y')) %}y{% endif %}§y",
            "{{ 'a,b'.split(',')[1] }}§b", "{{ 'a</think>\\n\\nb'.split('</think>')[-1].lstrip('\\n') }}§b",
            "{{ 'a.b.c'.rsplit('.', 1)[0] }}§a.b",
            "{{ 'ab'.upper() ~ 'CD'.lower() ~ 'ef g'.title() ~ 'hI'.capitalize() }}§ABcdEf GHi",
            "{% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %}§k=v;z=;",
            "{% for k, v in d|items %}{{ k }};{% endfor %}§k;z;",
            "{% if tools is defined and x is not defined %}y{% endif %}§y",
            "{% if 'z' not in 'abc' and 'k' in d %}y{% endif %}§y",
            "{{ 'a' ~ 1 ~ 'b' }}§a1b", "{{ 'a' + 'b' + '\\n' }}|§`ab\n|`", "{{ messages[1].role[0] }}§u",
            "{{ messages[0].content.strip()[1:] }}§ys",
            "{% set ns = namespace(a=1, b=none) %}{% for m in messages %}{% set ns.a = ns.a + 1 %}{% endfor %}{{ ns.a }}{{ ns.b is none }}§5True",
            "{% for m in messages %}{{ loop.index0 }}{{ loop.index }}{{ loop.first }}{{ loop.last }}{{ loop.length }} {% endfor %}§`01TrueFalse4 12FalseFalse4 23FalseFalse4 34FalseTrue4 `",
            "{{ (messages | selectattr('role', 'equalto', 'user') | list | length) }}§2",
            "{{ messages | rejectattr('role', '==', 'user') | map(attribute='role') | join(', ') }}§system, assistant",
            "{% for m in messages if m.role == 'user' %}{{ loop.index }}{{ m.content }}{{ '' if loop.last else ';' }}{% endfor %}§1Hi a,b;2Q2",
            "{% for k, v in d.items() if v %}{{ k }}{% endfor %}§k", "{{ 'a' if tools else 'b' }}§a",
            "[{{ 'a' if x }}]§[]",
            "{% for m in (messages if tools else []) %}{{ loop.index }}{% endfor %}§1234",
            "{% macro f(x, y='d') %}<{{ x }}{{ y }}>{% endmacro %}{{ f('a') }}{{ f('b', y='c') }}§<ad><bc>",
            "{% set x %}a{{ 1 + 1 }}{% endset %}{{ x }}§a2",
            "{{ tools | tojson }}§[{\"name\": \"f\", \"n\": 2, \"on\": true}]",
            "{{ tools }}§[{'name': 'f', 'n': 2, 'on': True}]", "{{ true }}{{ False }}{{ none }}§TrueFalse",
            "{% set x = {'a': 1, 'b': [1, 2]} %}{{ x['b'][1] }}{{ x.a }}§21",
            "{{ d.get('k') }}{{ d.get('q', 'dd') }}§vdd",
            "{% if 'a' is string and messages is iterable and messages is not string and d is mapping and 1 is number %}y{% endif %}§y",
            "{% if tools is sequence and tools[0].on is true and x is none and x is undefined and tools[0].on is boolean %}y{% endif %}§y",
            "{% for m in messages %}{% if loop.first %}{% continue %}{% endif %}{{ m.role[0] }}{% endfor %}§uau",
            "{% for m in messages %}{% if loop.index == 3 %}{% break %}{% endif %}{{ m.role[0] }}{% endfor %}§su",
            "{{ x | default('q') }}{{ x or 'r' }}{{ '' | default('s', true) }}§qrs",
            "{% generation %}a{% endgeneration %}b§ab",
            "{{ 'aXbX'.replace('X', '-') }}{{ 'aXbX' | replace('X', '+') }}{{ 'XX'.replace('X', 'y', 1) }}§a-b-a+b+yX",
            "{{ 7 // 2 }}{{ 7 % 3 }}{{ 2 * 3 - 1 }}§315", "{% if not x is defined %}y{% endif %}§y",
            "{% if not x is defined and not 'z' in d.k and not d.k == 'w' %}y{% endif %}§y",
            "{% if not tools is defined %}n{% elif tools is not none and not (x is defined) %}y{% endif %}§y",
            "{{ not x }}{{ 1 if not tools else 2 }}{{ [not x, not not x] }}§True2[True, False]",
            "{% if 'a' is iterable and 'a' is sequence and strftime_now is defined %}y{% endif %}§y",
            "{% set ns = namespace(a=messages|length - 1, b=1 if x else 2, c='q') %}{{ ns.a }}{{ ns.b }}{{ ns.c }}{{ 1 == 1 }}{{ (1 >= 2) }}§32qTrueFalse",
            "{{ dict(a=[1, 2], b=not x)['b'] }}{{ (1 <= 2) == (2 != 3) }}§TrueTrue",
            "{% for m in messages %}{{ loop.previtem.role[0] }}{{ loop.nextitem.role[0] }};{% endfor %}§u;sa;uu;a;",
            "{{ \"it's\" }}{{ 'a\\'b' }}§it'sa'b",
            "{% if messages[1].role in ['user', 'x'] %}y{% endif %}§y",
            "{% set a = 1 %}{% for m in messages %}{% set a = 2 %}{% endfor %}{{ a }}§1",
            "{% if (messages[0].role == 'user') != (0 % 2 == 0) %}y{% endif %}§y",
            "{{ strftime_now('%d %b %Y %H:%M %B %A %y%%%Q') }}§04 Jul 2026 13:05 July Saturday 26%%Q",
            "{{ ', '.join(['a', 'b']) }}§a, b", "{{ messages | length - 1 }}§3",
            "{{ range(3) | list }}{{ range(1, 6, 2) | join }}§[0, 1, 2]135",
            "{{ ' a ' | trim }}|{{ 'abc' | first }}{{ 'ab' | upper }}{{ [3, 1] | sort | join }}{{ '12' | int + 1 }}§a|aAB1313",
            "{{ text | indent(2) }}§`a\n  b`", "{{ \"{{ x }}\" }}§{{ x }}", "{# {{ x }} #}a§a", "{{ dict(a=1).a }}§1",
            "{{ {'a': 1} | tojson(indent=2) }}§`{\n  \"a\": 1\n}`",
            "{% raw %}{{ x }}{% endraw %}§{{ x }}", "{{ 'a' 'b' }}§ab", "{{ [1] + [2] }}§[1, 2]",
            "{{ 'é\"\\n' | tojson }}§\"é\\\"\\n\"",
            "{% if messages[0]['role'] == 'system' and messages[0]['content'] is string %}y{% else %}n{% endif %}§y",
            "{%- set m = messages[0] -%} {{- m.role -}} §system",
            "{% if d.k == 'v' %}1{% elif d.k %}2{% endif %}{% if messages|length > 3 %}3{% endif %}§13"})
    void templatesMeanWhatTheyMeanInPython(String template, String expected) {
        assertEquals(expected, render(template), template);
    }

    @Test
    void tagsThatAreHardlyThereAreRefusedOrText() {
        assertEquals("chat template: breaks off within a tag", refusal("{{{}}{%%}{}}"));
        for (String template : List.of("{%-%}", "{%--%}", "{%", "{% %}", "%}", "{{", "{{}}", "{{-}}", "{{--}}", "{#",
                "{##}",
                "{#-#}", "{#--#}", "{%%", "{%-", "{{-", "{#-", "{%}", "{{}", "{#}", "{%-%", "{{{}}}", "{{{%%}}}")) {
            try {
                render(template);
            } catch (TextException refused) {
                assertTrue(refused.getMessage().startsWith("chat template: "), refused.getMessage());
            }
        }
    }

    @Test
    void blocksTakeTheirLines() {
        assertEquals("  a\nb", render("{% if true %}\n  a\n  {% endif %}\nb"));
        assertEquals("ab", render("{%- if true -%}\n  a  \n{%- endif -%}\n b"));
        assertEquals("a\n", render("{{ 'a\n' }}\n"));
        assertEquals("a\n", render("{# note #}\na\n\n"));
    }

    @Test
    void rangesListsAndLoopsAreBounded() {
        int most = TemplateLimits.ITEMS_MAX;
        assertEquals(String.valueOf(most), render("{{ range(" + most + ") | length }}"));
        assertEquals("chat template: list of 16385 elements, limit 16384",
                refusal("{{ range(" + (most + 1) + ") | length }}"));
        assertTrue(refusal("{% for i in range(10**9) %}x{% endfor %}").contains("limit 16384"));
        refusal("{% set ns = namespace(l=[1]) %}{% for i in range(40) %}{% set ns.l = ns.l + ns.l %}{% endfor %}");
        assertTrue(refusal("{% set l = 'x'.split('') %}").contains("empty"));
    }

    @Test
    void endlessWorkIsRefused() {
        String r = "{% for i in range(9999) %}";
        String e = "{% endfor %}";
        for (String template : List.of(r + r + r + e + e + e, r + r + "{{ 'x' }}" + e + e,
                r + r + r + r + "{% set a = i %}" + e + e + e + e,
                "{% macro f(x) %}{{ f(x) }}{{ f(x) }}{% endmacro %}{{ f(1) }}",
                "{% macro f(n) %}{% for i in range(9) %}{{ f(n) }}{% endfor %}{% endmacro %}{{ f(1) }}",
                r + "{{ messages | map(attribute='role') | join | upper | lower | trim | length }}" + r + e + e,
                r + r + "{{ raise }}{{ x.y.z }}{{ 'a'.nothing() }}" + e + e)) {
            refusal(template);
        }
    }

    @Test
    void theClockIsALimitToo() {
        Clock fast = new Clock() {
            private long ms;

            @Override
            public Instant instant() {
                return Instant.ofEpochMilli(ms += 20);
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
        Jinja loop = new Jinja("{% for i in range(9999) %}{{ i }}{{ i }}{{ i }}{% endfor %}");
        assertEquals("chat template: over 1500 ms",
                assertThrows(TextException.class, () -> loop.render(Map.of(), fast)).getMessage());
    }

    @Test
    void stringsAreBounded() {
        String twice = "{% set ns = namespace(s='0123456789abcdef') %}{% for i in range(40) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}";
        refusal(twice);
        refusal(twice.replace("ns.s ~ ns.s", "ns.s + ns.s"));
        refusal(twice.replace("ns.s ~ ns.s", "ns.s.replace('a', 'aaaaaaaaaaaaaaaa')"));
        refusal(twice.replace("ns.s ~ ns.s", "ns.s | replace('a', ns.s)"));
        refusal("{% for i in range(9999) %}{% for j in range(99) %}0123456789abcdef0123456789{% endfor %}{% endfor %}");
        refusal("{{ 'a' * 1000000000 }}");
        refusal("{{ 'a' | center(1000000000) }}");
        refusal("{{ '%1000000000d' | format(1) }}");
        refusal("{% set ns = namespace(l=[]) %}{% for i in range(9999) %}{% set ns.l = ns.l + [ns.l] %}{% endfor %}{{ ns.l }}");
    }

    @Test
    void lengthsAreCheckedAtTheLimitAndAbove() {
        String longest = "x".repeat(TemplateLimits.SOURCE_CHARS_MAX);
        assertEquals(longest, render(longest));
        assertEquals("chat template: 131073 characters, limit 131072", refusal(longest + "x"));
        String tag = "{{ '" + "x".repeat(TemplateLimits.TAG_CHARS_MAX - 8) + "' }}";
        assertEquals(TemplateLimits.TAG_CHARS_MAX - 8, render(tag).length());
        assertEquals("chat template: line 1: tag of 16385 characters, limit 16384", refusal(tag.replace("{{", "{{ ")));
        TemplateMeter meter = new TemplateMeter(CLOCK);
        meter.length(TemplateLimits.OUTPUT_CHARS_MAX);
        assertThrows(TemplateMeter.Abort.class, () -> meter.length(TemplateLimits.OUTPUT_CHARS_MAX + 1L));
        TemplateMeter steps = new TemplateMeter(CLOCK);
        steps.steps(TemplateLimits.STEPS_MAX);
        assertThrows(TemplateMeter.Abort.class, steps::step);
        assertThrows(TemplateMeter.Abort.class, steps::step, "and again");
    }

    @Test
    void macrosMayCallThemselvesOnlySoDeep() {
        String count = "{% macro f(n) %}{% if n > 1 %}{{ f(n - 1) }}{% endif %}.{% endmacro %}{{ f(%d) }}";
        int most = TemplateLimits.MACRO_DEPTH_MAX;
        assertEquals(".".repeat(most), render(count.replace("%d", String.valueOf(most))));
        assertTrue(refusal(count.replace("%d", String.valueOf(most + 1))).contains("recursion limit"));
    }

    @Test
    void deepNestingIsRefusedNotACrash() {
        refusal("{{ " + "(".repeat(8_000) + "1" + ")".repeat(8_000) + " }}");
        refusal("{{ " + "[".repeat(8_000) + "1" + "]".repeat(8_000) + " }}");
        int most = TemplateLimits.NESTING_MAX;
        assertEquals(2 * most + 1, render("{{ " + "[".repeat(most) + "1" + "]".repeat(most) + " }}").length());
        assertTrue(
                refusal("{{ " + "[".repeat(most + 1) + "1" + "]".repeat(most + 1) + " }}").contains("deeper than 64"));
        refusal("{{ " + "((((((((1".repeat(200) + "))))))))".repeat(200) + " }}");
        assertEquals("1", render("{{ " + "(".repeat(10) + "1" + ")".repeat(10) + " }}"));
        assertEquals("", render("{% if true %}".repeat(500) + "{% endif %}".repeat(500)));
        try {
            render("{% if true %}".repeat(5_000) + "{% endif %}".repeat(5_000));
        } catch (TextException e) {
            assertTrue(e.getMessage().contains("deep"), e.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{ ''.getClass().forName('java.lang.Runtime') }}", "{{ messages.getClass() }}",
            "{{ ''.class.name }}!",
            "{{ messages.__class__ }}!", "{{ ____int3rpr3t3r____ }}!", "{{ ____int3rpr3t3r____.getContext() }}",
            "{{ d.clear() }}",
            "{{ messages.append(1) }}", "{% include '/etc/passwd' %}", "{% import 'x' as y %}",
            "{% from 'x' import y %}",
            "{% extends 'x' %}", "{{ type(1) }}", "{{ today() }}", "{{ 'x' | fromyaml }}", "{{ 'x' | random }}",
            "{{ 'a' | md5 }}",
            "{% do messages.append(1) %}", "{{ 'abc'.matches('(a+)+b') }}", "{{ 'a' | regex_replace('a', 'b') }}",
            "{{ super() }}"})
    void nothingReachesJavaOrTheWorld(String template) {
        String result;
        try {
            result = render(template);
        } catch (TextException e) {
            result = "!";
        }
        assertEquals("!", result, template);
    }

    @Test
    void whatIsWrongIsSaidInOneLine() {
        assertEquals("chat template: only user and assistant",
                refusal("{{ raise_exception('only user and assistant') }}"));
        assertEquals("chat template: one",
                refusal("{% if tools %}{{ raise_exception('one') }}{{ raise_exception('two') }}{% endif %}"));
        for (String broken : List.of("{% if x %}", "{{ x", "{% for %}{% endfor %}", "{{ 1 + }}", "{% nothing %}",
                "{% endif %}", "{%",
                "{% set %}", "{{ 'a", "{{ x | nothing }}", "{{ nothing() }}", "{{ 'a'.nothing() }}")) {
            String message = refusal(broken);
            assertTrue(message.startsWith("chat template: ") && message.lines().count() == 1 && message.length() < 260,
                    message);
        }
    }

    @Test
    void contentIsNeverRead() {
        assertEquals("{{ 1 + 1 }}{% if %}", new Jinja("{{ x }}").render(map("x", "{{ 1 + 1 }}{% if %}"), CLOCK));
    }

    @Test
    void oneTemplateRendersOnManyThreads() throws InterruptedException {
        Jinja jinja = new Jinja(
                "{% set ns = namespace(n=0) %}{% for i in range(200) %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}");
        List<String> wrong = java.util.Collections.synchronizedList(new ArrayList<>());
        Thread[] threads = new Thread[8];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = Thread.ofVirtual().start(() -> {
                String sum = jinja.render(variables(), CLOCK);
                if (!sum.equals("19900")) wrong.add(sum);
            });
        }
        for (Thread thread : threads) thread.join();
        assertEquals(List.of(), wrong);
    }
}
