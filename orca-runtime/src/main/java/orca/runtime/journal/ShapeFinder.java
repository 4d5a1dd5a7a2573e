package orca.runtime.journal;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * Finds the shape of every type that a family of journal records reaches, before the first byte is written: a type without
 * a form in the journal is refused here, with the path that leads to it.
 */
final class ShapeFinder {
    private final Map<Class<?>, List<Class<?>>> open;
    private final Map<Class<?>, Shape> found = new LinkedHashMap<>();
    private final Map<Class<?>, RecordShapes.RecordShape> records = new LinkedHashMap<>();

    /** @param open the interfaces that are not sealed, and the types that may stand for each */
    ShapeFinder(Map<Class<?>, List<Class<?>>> open) {
        this.open = open;
    }

    /** The family of everything that is a member of one of {@code roots}. */
    RecordShapes.FamilyShape family(String name, Collection<? extends Class<?>> roots) {
        RecordShapes.FamilyShape family = new RecordShapes.FamilyShape(name);
        fill(family, name, roots);
        return family;
    }

    private void fill(RecordShapes.FamilyShape family, String path, Collection<? extends Class<?>> roots) {
        Set<Class<?>> members = new LinkedHashSet<>();
        roots.forEach(root -> members(root, path, members));
        members.forEach(member -> family.add(member, record(member)));
    }

    private void members(Class<?> type, String path, Set<Class<?>> into) {
        if (type.isRecord()) {
            into.add(type);
        } else if (type.isInterface() && type.isSealed()) {
            for (Class<?> permitted : type.getPermittedSubclasses()) {
                members(permitted, path, into);
            }
        } else if (open.containsKey(type)) {
            open.get(type).forEach(member -> members(member, path, into));
        } else {
            throw none(path, type);
        }
    }

    private RecordShapes.RecordShape record(Class<?> type) {
        RecordShapes.RecordShape known = records.get(type);
        if (known != null) {
            return known;
        }
        if (type.getTypeParameters().length > 0) {
            throw new CodecException(type.getSimpleName() + ": a record with type parameters has no form in the journal");
        }
        RecordShapes.RecordShape shape = new RecordShapes.RecordShape(type);
        records.put(type, shape);
        List<Shape> shapes = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.getName().equals(RecordShapes.TYPE)) {
                throw new IllegalStateException("no component can be called " + RecordShapes.TYPE);
            }
            shapes.add(shape(component.getGenericType(), type.getSimpleName() + "." + component.getName()));
        }
        shape.fields(shapes);
        return shape;
    }

    private Shape shape(Type type, String path) {
        return switch (type) {
            case Class<?> plain -> plain(plain, path);
            case ParameterizedType generic -> generic(generic, path);
            case WildcardType wildcard when wildcard.getLowerBounds().length == 0 -> shape(wildcard.getUpperBounds()[0], path);
            default -> throw none(path, type);
        };
    }

    private Shape plain(Class<?> type, String path) {
        Shape known = ScalarShapes.ALL.getOrDefault(type, ResourceShapes.ALL.getOrDefault(type, found.get(type)));
        if (known != null) {
            return known;
        }
        if (type.isRecord() && !RecordShapes.NameShape.suits(type)) {
            return record(type);
        }
        if (type.isRecord()) {
            return keep(type, new RecordShapes.NameShape(type));
        }
        if (type.isEnum()) {
            return keep(type, new RecordShapes.EnumShape(type));
        }
        if (type.isInterface() && type.isSealed() || open.containsKey(type)) {
            RecordShapes.FamilyShape family = new RecordShapes.FamilyShape(type.getSimpleName());
            // Kept before it is filled, because a member may contain its own family.
            found.put(type, family);
            fill(family, path, List.of(type));
            return family;
        }
        throw none(path, type);
    }

    private Shape keep(Class<?> type, Shape shape) {
        found.put(type, shape);
        return shape;
    }

    private Shape generic(ParameterizedType type, String path) {
        Class<?> raw = (Class<?>) type.getRawType();
        Type[] of = type.getActualTypeArguments();
        if (raw == Optional.class) {
            return new CollectionShapes.Maybe(inner(of[0], path));
        }
        if (raw == List.class) {
            return new CollectionShapes.ListShape(inner(of[0], path));
        }
        if (raw == Set.class || raw == SortedSet.class || raw == NavigableSet.class) {
            return new CollectionShapes.SetShape(sortable(of[0], path));
        }
        if (raw == Map.class || raw == SortedMap.class || raw == NavigableMap.class) {
            return new CollectionShapes.MapShape(sortable(of[0], path), inner(of[1], path));
        }
        throw none(path, type);
    }

    /** Empty optionals are left out of objects; inside another container there is nothing to leave them out of. */
    private Shape inner(Type type, String path) {
        Shape shape = shape(type, path);
        if (shape instanceof CollectionShapes.Maybe) {
            throw new CodecException(path + ": an optional inside a container has no form in the journal");
        }
        return shape;
    }

    private Shape sortable(Type type, String path) {
        if (!(type instanceof Class<?> plain) || !Comparable.class.isAssignableFrom(plain)) {
            throw new CodecException(path + ": " + type.getTypeName()
                    + " has no natural order, so sets of it and maps by it have no form in the journal");
        }
        return shape(type, path);
    }

    private static CodecException none(String path, Type type) {
        return new CodecException(path + ": " + type.getTypeName() + " has no form in the journal");
    }
}
