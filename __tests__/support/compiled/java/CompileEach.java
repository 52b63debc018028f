import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Compiles the files of each folder, loads a class, and prints what is wrong:
 *
 * <p>java CompileEach.java class-path release class folder...
 *
 * <p>One virtual machine for all of them: javac takes a second to start, and a tenth of one for a warm compilation.
 */
public final class CompileEach {
  private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

  public static void main(String[] arguments) throws Exception {
    List<URL> libraries = new ArrayList<>();
    for (String library : arguments[0].split(":")) libraries.add(Path.of(library).toUri().toURL());
    try (StandardJavaFileManager files = COMPILER.getStandardFileManager(null, null, null);
        URLClassLoader parent = new URLClassLoader(libraries.toArray(URL[]::new))) {
      for (String folder : List.of(arguments).subList(3, arguments.length)) {
        Path output = Files.createDirectories(Path.of(folder, "classes"));
        List<String> options = List.of(
            "-Xlint:all", "-proc:none", "-cp", arguments[0], "--release", arguments[1], "-d", output.toString());
        if (compiles(folder, files, options)) load(arguments[2], folder, new URL[] {output.toUri().toURL()}, parent);
      }
    }
  }

  private static boolean compiles(String folder, StandardJavaFileManager files, List<String> options) throws Exception {
    List<Path> sources;
    try (var found = Files.list(Path.of(folder))) {
      sources = found.filter(file -> file.toString().endsWith(".java")).toList();
    }
    DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
    boolean compiled =
        COMPILER.getTask(null, files, said, options, null, files.getJavaFileObjectsFromPaths(sources)).call();
    for (Diagnostic<?> one : said.getDiagnostics()) System.out.println(folder + ": " + one);
    if (compiled) System.out.println("compiled " + folder);
    return compiled;
  }

  /** Runs the static initialisers, which must not fetch secrets: here they could not. */
  private static void load(String name, String folder, URL[] classes, ClassLoader libraries) throws Exception {
    try (URLClassLoader loader = new URLClassLoader(classes, libraries)) {
      Class.forName(name, true, loader);
      System.out.println("loaded " + folder);
    } catch (LinkageError error) {
      System.out.println(folder + ": " + error + ", caused by " + error.getCause());
    }
  }
}
