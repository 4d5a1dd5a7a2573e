package orca.runtime.plugin;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Goes through one class: reports what it refers to and may not, and sketches it. */
final class ClassLook extends ClassVisitor {
    private static final int API = Opcodes.ASM9;

    private final Predicate<String> own;
    private final Consumer<Finding> found;
    private ClassSketch sketch = new ClassSketch("?");
    private String source = "";

    /**
     * A look whose findings go to {@code found}.
     *
     * @param own whether a class of that internal name is in the same jar
     */
    ClassLook(Predicate<String> own, Consumer<Finding> found) {
        super(API);
        this.own = own;
        this.found = found;
    }

    ClassSketch sketch() {
        return sketch;
    }

    static String dotted(String internal) {
        return internal.replace('/', '.');
    }

    @Override
    public void visit(int version, int access, String name, String signature, String parent, String[] interfaces) {
        sketch = new ClassSketch(name);
        sketch.parents.addAll(List.of(interfaces));
        if (parent != null) {
            sketch.parents.add(parent);
        }
        sketch.parents.forEach(type -> type("", type));
    }

    @Override
    public void visitSource(String file, String debug) {
        source = file == null ? "" : file;
    }

    @Override
    public FieldVisitor visitField(int access, String name, String descriptor, String signature, Object value) {
        // Tables that the compiler makes, for enums and switches, nobody else writes.
        if ((access & Opcodes.ACC_SYNTHETIC) == 0) {
            sketch.fields.put(name, new ClassSketch.Field(name, descriptor, (access & Opcodes.ACC_STATIC) != 0,
                    (access & Opcodes.ACC_FINAL) != 0));
        }
        type("." + name, Type.getType(descriptor));
        return null;
    }

    @Override
    public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] thrown) {
        if ((access & Opcodes.ACC_NATIVE) != 0) {
            report("." + name, "is native: " + Allowed.WORLD);
        }
        if ((access & Opcodes.ACC_SYNCHRONIZED) != 0) {
            report("." + name, "is synchronized: " + Allowed.THREADS);
        }
        if (name.equals("finalize") && descriptor.equals("()V")) {
            report("." + name, "is run by the collector: " + Allowed.THREADS);
        }
        types("." + name, descriptor);
        return new Body(name);
    }

    private void report(String member, String what) {
        found.accept(new Finding(dotted(sketch.name) + member, what));
    }

    private void type(String member, String internal) {
        if (internal.startsWith("[")) {
            type(member, Type.getType(internal));
        } else if (!own.test(internal)) {
            Allowed.againstType(internal).ifPresent(why -> report(member, "names " + dotted(internal) + ": " + why));
        }
    }

    private void type(String member, Type type) {
        Type one = type.getSort() == Type.ARRAY ? type.getElementType() : type;
        if (one.getSort() == Type.OBJECT) {
            type(member, one.getInternalName());
        } else if (one.getSort() == Type.METHOD) {
            types(member, one.getDescriptor());
        }
    }

    private void types(String member, String descriptor) {
        type(member, Type.getReturnType(descriptor));
        for (Type argument : Type.getArgumentTypes(descriptor)) {
            type(member, argument);
        }
    }

    /** Goes through what one method does. */
    private final class Body extends MethodVisitor {
        private final String method;
        private String where;
        private String before = "";

        Body(String method) {
            super(API);
            this.method = method;
            this.where = "." + method;
        }

        @Override
        public void visitLineNumber(int line, Label start) {
            where = "." + method + (source.isEmpty() ? "" : " (" + source + ":" + line + ")");
        }

        @Override
        public void visitTypeInsn(int opcode, String type) {
            type(where, type);
            // A cast to what a generic method gives changes nothing of what it is.
            before = opcode == Opcodes.CHECKCAST ? before : "";
        }

        @Override
        public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
            type(where, owner);
            type(where, Type.getType(descriptor));
            if (opcode == Opcodes.PUTFIELD || opcode == Opcodes.PUTSTATIC) {
                sketch.writes.add(new ClassSketch.Write(owner, name, method, dotted(sketch.name) + where, before));
            }
            before = "";
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean ofInterface) {
            call(owner, name, descriptor);
            before = owner + "." + name;
        }

        private void call(String owner, String name, String descriptor) {
            Optional<String> why = Allowed.againstCall(owner, name);
            if (why.isPresent()) {
                report(where, "calls " + dotted(owner) + "." + name + ": " + why.get());
            } else {
                type(where, owner);
                types(where, descriptor);
            }
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
            types(where, descriptor);
            bootstrap(bootstrap, arguments);
            before = bootstrap.getOwner() + "." + bootstrap.getName();
        }

        private void bootstrap(Handle bootstrap, Object... arguments) {
            if (!Allowed.isBootstrap(bootstrap.getOwner())) {
                report(where, "is linked by " + dotted(bootstrap.getOwner()) + ": " + Allowed.MIRROR);
            }
            for (Object argument : arguments) {
                constant(argument);
            }
        }

        private void constant(Object value) {
            if (value instanceof Type type) {
                type(where, type);
            } else if (value instanceof Handle handle && handle.getTag() >= Opcodes.H_INVOKEVIRTUAL) {
                call(handle.getOwner(), handle.getName(), handle.getDesc());
            } else if (value instanceof Handle field) {
                type(where, field.getOwner());
            } else if (value instanceof ConstantDynamic made) {
                Object[] arguments = new Object[made.getBootstrapMethodArgumentCount()];
                for (int i = 0; i < arguments.length; i++) {
                    arguments[i] = made.getBootstrapMethodArgument(i);
                }
                bootstrap(made.getBootstrapMethod(), arguments);
            }
        }

        @Override
        public void visitLdcInsn(Object value) {
            constant(value);
            before = "";
        }

        @Override
        public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
            type(where, Type.getType(descriptor));
            before = "";
        }

        @Override
        public void visitInsn(int opcode) {
            if (opcode == Opcodes.MONITORENTER) {
                report(where, "locks: " + Allowed.THREADS);
            }
            before = "";
        }

        @Override
        public void visitVarInsn(int opcode, int variable) {
            before = "";
        }

        @Override
        public void visitTryCatchBlock(Label start, Label end, Label handler, String type) {
            if (type != null) {
                type(where, type);
            }
        }
    }
}
