package orca.simulator.house;

import com.sun.source.tree.CatchTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnionTypeTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Finders of what the sources must not have; each gives a line for each finding. */
final class SourceRules {
    private static final Pattern UNFINISHED =
            Pattern.compile("\\b(TODO|FIXME|XXX|HACK)\\b|UnsupportedOperationException|@Disabled|assertTrue\\(true\\)");

    private SourceRules() {}

    static List<String> tooLong(List<Sources.Source> sources, int most) {
        return sources.stream()
                .filter(s -> s.text().lines().count() > most)
                .map(s -> s.path() + " has " + s.text().lines().count() + " lines, more than " + most)
                .toList();
    }

    static List<String> tooWide(List<Sources.Source> sources, int most) {
        List<String> found = new ArrayList<>();
        for (Sources.Source source : sources) {
            List<String> lines = source.text().lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).length() > most) {
                    found.add(source.path() + ":" + (i + 1) + " is " + lines.get(i).length() + " wide");
                }
            }
        }
        return found;
    }

    static List<String> unfinished(List<Sources.Source> sources) {
        return sources.stream()
                .filter(s -> !s.path().endsWith("SourceRules.java"))
                .filter(s -> UNFINISHED.matcher(s.text()).find())
                .map(s -> s.path().toString())
                .toList();
    }

    static List<String> longMethods(List<Sources.Source> sources, int most) {
        List<String> found = new ArrayList<>();
        scan(sources, (source, unit, positions) -> new TreeScanner<Void, Void>() {
            @Override
            public Void visitMethod(MethodTree method, Void nothing) {
                long first = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, method));
                long last = unit.getLineMap().getLineNumber(positions.getEndPosition(unit, method));
                if (last - first + 1 > most) {
                    found.add(source.path() + ":" + first + " " + method.getName() + " has " + (last - first + 1) + " lines");
                }
                return super.visitMethod(method, nothing);
            }
        });
        return found;
    }

    static List<String> broadCatches(List<Sources.Source> sources, List<String> allowedFiles) {
        List<String> found = new ArrayList<>();
        scan(sources, (source, unit, positions) -> new TreeScanner<Void, Void>() {
            @Override
            public Void visitCatch(CatchTree clause, Void nothing) {
                Tree type = clause.getParameter().getType();
                List<? extends Tree> types = type instanceof UnionTypeTree union ? union.getTypeAlternatives() : List.of(type);
                boolean broad = types.stream().map(Tree::toString)
                        .anyMatch(name -> name.matches("(java\\.lang\\.)?(Exception|RuntimeException|Throwable|Error)"));
                if (broad && !allowedFiles.contains(source.path().getFileName().toString())) {
                    long line = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, clause));
                    found.add(source.path() + ":" + line + " catches " + types);
                }
                return super.visitCatch(clause, nothing);
            }
        });
        return found;
    }

    static List<String> sleeps(List<Sources.Source> sources) {
        List<String> found = new ArrayList<>();
        scan(sources, (source, unit, positions) -> new TreeScanner<Void, Void>() {
            @Override
            public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
                if (call.getMethodSelect().toString().matches("(java\\.lang\\.)?Thread\\.sleep|TimeUnit\\.\\w+\\.sleep")) {
                    long line = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, call));
                    found.add(source.path() + ":" + line);
                }
                return super.visitMethodInvocation(call, nothing);
            }
        });
        return found;
    }

    private interface Finder {
        TreeScanner<Void, Void> in(Sources.Source source, CompilationUnitTree unit, SourcePositions positions);
    }

    /** A source as the compiler reads it. */
    private static final class InMemory extends SimpleJavaFileObject {
        private final Sources.Source source;

        InMemory(Sources.Source source) {
            super(URI.create("string:///" + source.path()), Kind.SOURCE);
            this.source = source;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source.text();
        }
    }

    /** All by one compiler: to make one takes longer than to read a file. */
    private static void scan(List<Sources.Source> sources, Finder finder) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<InMemory> files = sources.stream().map(InMemory::new).toList();
        JavacTask task = (JavacTask) compiler.getTask(null, null, problem -> { }, List.of(), null, files);
        task.setLocale(Locale.ROOT);
        SourcePositions positions = Trees.instance(task).getSourcePositions();
        try {
            int read = 0;
            for (CompilationUnitTree unit : task.parse()) {
                unit.accept(finder.in(files.get(read).source, unit, positions), null);
                read++;
            }
            if (read != files.size()) {
                throw new IllegalStateException(read + " of " + files.size() + " sources were read");
            }
        } catch (IOException e) {
            throw new IllegalStateException("a source in memory cannot fail to be read", e);
        }
    }
}
