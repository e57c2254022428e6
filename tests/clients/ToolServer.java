// Runs the unmodified signing tool once as a server, because starting a Java machine per message is slow. Its classes
// come from the jar on the class path; `java -cp tool.jar ToolServer.java [PORT]` compiles this file by itself.
//
// POST /sign {"message": base64, "preserveCounter": true} and POST /verify {"message": base64} on 127.0.0.1: 200
// {"message": base64} with the tool's standard output, or 400 {"error", "errorCode"} with its standard error and exit
// code. Prints "listening PORT" and "ready". Without a port it takes a free one and lives until its standard input ends.
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import uk.co.smartdcc.boxed.xmldsig.ResultCode;
import uk.co.smartdcc.boxed.xmldsig.Sign;
import uk.co.smartdcc.boxed.xmldsig.Validate;

public class ToolServer {
  private static final Pattern MESSAGE = Pattern.compile("\"message\"\\s*:\\s*\"([A-Za-z0-9+/=]*)\"");
  private static final Pattern PRESERVE = Pattern.compile("\"preserveCounter\"\\s*:\\s*true");

  public static void main(String[] arguments) throws IOException {
    PrintStream console = System.out;
    int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 0;
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    server.createContext("/sign", exchange -> serve(exchange, Sign::main_aux));
    server.createContext("/verify", exchange -> serve(exchange, Validate::main_aux));
    server.start();
    console.println("listening " + server.getAddress().getPort());
    console.println("ready");
    if (port != 0) return; // the server's thread goes on
    InputStream pipe = System.in;
    while (pipe.read() >= 0) {
      // Lives until the program that started it closes the pipe.
    }
    server.stop(0);
  }

  // The tool reads and writes the standard streams, so one message at a time; the server has one thread.
  private static void serve(HttpExchange exchange, Function<String[], ResultCode> tool) throws IOException {
    String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Matcher message = MESSAGE.matcher(request);
    if (!message.find()) {
      refuse(exchange, ResultCode.GENERIC_ERROR, "there is no message");
      return;
    }
    boolean preserve = PRESERVE.matcher(request).find();
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    ResultCode result = run(tool, Base64.getDecoder().decode(message.group(1)), preserve, output, errors);
    if (result == ResultCode.SUCCESS) {
      answer(exchange, 200, "{\"message\":\"" + Base64.getEncoder().encodeToString(output.toByteArray()) + "\"}");
    } else {
      refuse(exchange, result, errors.toString(StandardCharsets.UTF_8));
    }
  }

  private static ResultCode run(Function<String[], ResultCode> tool, byte[] message, boolean preserve,
                                ByteArrayOutputStream output, ByteArrayOutputStream errors) {
    var input = System.in;
    var out = System.out;
    var err = System.err;
    System.setIn(new ByteArrayInputStream(message));
    System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
    try {
      return tool.apply(preserve ? new String[] {"-", "--preserveCounter"} : new String[] {"-"});
    } finally {
      System.setIn(input);
      System.setOut(out);
      System.setErr(err);
    }
  }

  private static void refuse(HttpExchange exchange, ResultCode code, String words) throws IOException {
    String plain = words.replace("\\", "/").replace("\"", "'").replaceAll("\\p{Cntrl}+", " ");
    answer(exchange, 400, "{\"error\":\"" + plain + "\",\"errorCode\":" + code.value() + "}");
  }

  private static void answer(HttpExchange exchange, int status, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
