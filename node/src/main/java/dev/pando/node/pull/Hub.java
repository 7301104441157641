package dev.pando.node.pull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Asks a Hugging Face-compatible hub which files it has, and follows its redirects as far as they are allowed.
final class Hub implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(20);
    private static final Pattern SHA256 = Pattern.compile("\"?([0-9a-f]{64})\"?");
    // The usual choice: small enough for most machines, good enough for most uses.
    private static final List<String> PREFERRED = List.of("Q4_K_M", "Q4_K_S", "Q4_0", "Q5_K_M", "Q8_0", "Q6_K", "F16",
            "BF16", "F32");
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(16).build()).build());

    private final URI base;
    private final Hosts hosts;
    private final Duration answerTime;
    private final HttpClient http = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT).build();

    /// @param base       the hub, `https://huggingface.co`
    /// @param answerTime the hub may take so long until it begins to answer
    Hub(URI base, Hosts hosts, Duration answerTime) {
        this.base = base;
        this.hosts = hosts;
        this.answerTime = answerTime;
    }

    /// Finds the file that a name stands for.
    RemoteFile find(HubName name) throws PullException, IOException, InterruptedException {
        return switch (name) {
            case HubName.Address(URI address) -> describe(address, lastSegment(address.getPath()), -1, null);
            case HubName.Repository repository -> find(repository);
        };
    }

    private RemoteFile find(HubName.Repository wanted) throws PullException, IOException, InterruptedException {
        String repository = wanted.owner() + "/" + wanted.name();
        URI listing = base.resolve("/api/models/" + repository + "/tree/main?recursive=true");
        List<JsonNode> files = new ArrayList<>();
        try (InputStream body = open(listing, null, repository).body()) {
            byte[] bytes = body.readNBytes(PullLimits.LISTING_BYTES_MAX + 1);
            if (bytes.length > PullLimits.LISTING_BYTES_MAX) {
                throw new PullException("the file list of " + repository + " is longer than "
                        + PullLimits.LISTING_BYTES_MAX + " bytes");
            }
            JSON.readTree(bytes).forEach(files::add);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new PullException("the hub's list of " + repository + " cannot be read", e);
        }
        JsonNode file = choose(files.stream().filter(f -> f.path("path").asText().endsWith(".gguf")).toList(), wanted);
        String path = file.get("path").asText();
        String oid = file.path("lfs").path("oid").asText("");
        URI address = base.resolve("/" + repository + "/resolve/main/" + escaped(path));
        return describe(address, lastSegment(path), file.path("size").asLong(-1),
                SHA256.matcher(oid).matches() ? oid : null);
    }

    private static JsonNode choose(List<JsonNode> files, HubName.Repository wanted) throws PullException {
        String repository = wanted.owner() + "/" + wanted.name();
        if (files.isEmpty())
            throw new PullException(repository + " has no .gguf file; look for a repository whose name ends in -GGUF");
        List<String> wishes = wanted.selector().isEmpty() ? PREFERRED : List.of(wanted.selector());
        for (String wish : wishes) {
            Optional<JsonNode> found = files.stream().filter(f -> fits(f.get("path").asText(), wish)).findFirst();
            if (found.isPresent()) return found.get();
        }
        if (wanted.selector().isEmpty() && files.size() == 1) return files.getFirst();
        List<String> names = files.stream().map(f -> f.get("path").asText()).limit(12).toList();
        throw new PullException(
                repository + " has no file " + wanted.selector() + "; it has " + String.join(", ", names));
    }

    private static boolean fits(String path, String wish) {
        if (path.equals(wish) || lastSegment(path).equals(wish)) return true;
        String name = lastSegment(path).toLowerCase(Locale.ROOT), quant = wish.toLowerCase(Locale.ROOT);
        boolean part = name.matches(".*-\\d{5}-of-\\d{5}\\.gguf"), projector = name.startsWith("mmproj");
        return !part && !projector && name.matches(".*[-._]" + Pattern.quote(quant) + "\\.gguf");
    }

    // Asks for the first byte: that tells size, version and whether ranges work, and servers refuse it less than HEAD.
    private RemoteFile describe(URI address, String name, long listedSize, String listedSha)
            throws PullException, IOException, InterruptedException {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,200}\\.gguf"))
            throw new PullException("the file's name cannot be used: " + name);
        Answer answer = openWithLinks(address, "bytes=0-0", name);
        try (InputStream _ = answer.response.body()) {
            long size = sizeOf(answer.response);
            if (size < 1 || size > PullLimits.FILE_BYTES_MAX)
                throw new PullException(name + ": " + size + " bytes, from 1 to " + PullLimits.FILE_BYTES_MAX);
            expectSame(name, "size", listedSize, size);
            expectSame(name, "size", answer.linkedSize, size);
            String sha = listedSha != null ? listedSha : answer.linkedSha;
            if (answer.linkedSha != null && !answer.linkedSha.equals(sha))
                throw new PullException(name + ": the hub names two checksums");
            return new RemoteFile(address, name, size, sha, answer.response.headers().firstValue("ETag").orElse(null),
                    answer.response.statusCode() == 206);
        }
    }

    private static long sizeOf(HttpResponse<?> response) {
        if (response.statusCode() == 206) {
            String range = response.headers().firstValue("Content-Range").orElse("");
            return range.matches("bytes 0-0/\\d{1,18}") ? Long.parseLong(range.substring(10)) : -1;
        }
        return response.headers().firstValueAsLong("Content-Length").orElse(-1);
    }

    private static void expectSame(String name, String what, long said, long found) throws PullException {
        if (said >= 0 && said != found)
            throw new PullException(name + ": the hub says " + what + " " + said + ", its server " + found);
    }

    /// Opens an address, following redirects to allowed hosts only.
    ///
    /// @param range a `Range` header's value; null for none
    /// @param what  for the message if it fails
    HttpResponse<InputStream> open(URI address, String range, String what)
            throws PullException, IOException, InterruptedException {
        return openWithLinks(address, range, what).response;
    }

    private record Answer(HttpResponse<InputStream> response, long linkedSize, String linkedSha) {}

    private Answer openWithLinks(URI address, String range, String what)
            throws PullException, IOException, InterruptedException {
        URI at = hosts.check(address);
        long linkedSize = -1;
        String linkedSha = null;
        for (int hops = 0; hops <= PullLimits.REDIRECTS_MAX; hops++) {
            HttpRequest.Builder request = HttpRequest.newBuilder(at).timeout(answerTime).header("User-Agent", "pando");
            if (range != null) request.header("Range", range);
            HttpResponse<InputStream> response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            // The hub itself knows the checksum; the store it redirects to does not.
            linkedSize = response.headers().firstValueAsLong("X-Linked-Size").orElse(linkedSize);
            var etag = SHA256.matcher(response.headers().firstValue("X-Linked-Etag").orElse(""));
            if (etag.matches()) linkedSha = etag.group(1);
            int status = response.statusCode();
            if (status == 200 || status == 206) return new Answer(response, linkedSize, linkedSha);
            response.body().close();
            if (status < 301 || status > 308 || status == 304) throw refused(status, what);
            at = hosts.check(at.resolve(location(response, what)));
        }
        throw new PullException(what + ": more than " + PullLimits.REDIRECTS_MAX + " redirects");
    }

    private static URI location(HttpResponse<?> response, String what) throws PullException {
        try {
            return URI.create(response.headers().firstValue("Location").orElseThrow());
        } catch (RuntimeException e) {
            throw new PullException(what + ": the hub redirects to nowhere", e);
        }
    }

    private static PullException refused(int status, String what) throws IOException {
        return switch (status) {
            case 401, 403 -> new PullException(
                    what + ": not found, or the hub lets only some people have it (" + status + ")");
            case 404, 410 -> new PullException(what + ": not found on the hub");
            case 416 -> new PullException(what + ": changed on the hub meanwhile; pull it again");
            default -> {
                // Worth another try: the caller treats it like a broken connection.
                if (status == 429 || status >= 500) throw new IOException("the hub answered " + status);
                yield new PullException(what + ": the hub answered " + status);
            }
        };
    }

    private static String lastSegment(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String escaped(String path) {
        return URLEncoder.encode(path, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/");
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
